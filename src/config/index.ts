/** Configuration: flags over environment over `.brum.toml` files over defaults. */

export { formatSize } from "./kinds.ts";
export { type Configuration, ConfigurationError, loadConfiguration } from "./load.ts";
export type { CoreSettings, EventBusSettings } from "./settings.ts";

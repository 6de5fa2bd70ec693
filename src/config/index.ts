/** Configuration: flags over environment over `.brum.toml` files over defaults. */

export { ConfigurationError } from "./collection.ts";
export { formatSize } from "./kinds.ts";
export { type Configuration, loadConfiguration } from "./load.ts";
export type { CoreSettings, EventBusSettings } from "./settings.ts";

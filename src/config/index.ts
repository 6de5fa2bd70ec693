/** Configuration: flags over environment over `.brum.toml` files over defaults. */

export { type Configuration, ConfigurationError, loadConfiguration } from "./load.ts";

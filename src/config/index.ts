/** Configuration: flags over environment over `.brum.toml` files over defaults. */

export { ConfigurationError } from "./collection.ts";
export { type DotenvEntry, parseDotenv } from "./environment/dotenv.ts";
export { type EnvironmentRequest, environmentOf } from "./environment/environment.ts";
export { parseVariable, readEnvironmentFile } from "./environment/files.ts";
export { overrideWarnings } from "./environment/overrides.ts";
export { initFile, initText } from "./init.ts";
export { formatSize } from "./kinds.ts";
export { isLoopback } from "./kinds-net.ts";
export { type Configuration, FILE_NAME, loadConfiguration, type OptionValue } from "./load.ts";
export { withDependencies } from "./processes/cycles.ts";
export { launchesOf } from "./processes/launches.ts";
export { isName } from "./processes/values.ts";
export { schemaText } from "./schema.ts";
export type {
  CoreSettings,
  EnvironmentSettings,
  EventBusSettings,
  HistorySettings,
  LogFilesSettings,
  McpAccess,
  ProxySettings,
} from "./settings.ts";
export { type Setting, type SettingGroup, settingGroups } from "./settings-list.ts";
export { settingsText } from "./settings-text.ts";

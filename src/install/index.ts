/** Tells AI clients of Brummer: an entry in the file of each in which it keeps its MCP servers. */

export { clients, type Place, type Scope } from "./clients.ts";
export type { BrumCommand } from "./command.ts";
export { changedLines } from "./diff.ts";
export { InstallError } from "./files.ts";
export {
  type ClientFinding,
  installClient,
  type Plan,
  planInstall,
  type Surroundings as InstallSurroundings,
  surveyClients,
} from "./install.ts";

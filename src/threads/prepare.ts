/** Everything that the program needs to know before it starts anything, or why it cannot run. */

import { statSync } from "node:fs";
import { resolve } from "node:path";
import { type Arguments, nameTest } from "../cli/index.ts";
import {
  type Configuration,
  ConfigurationError,
  loadConfiguration,
  type OptionValue,
  withDependencies,
} from "../config/index.ts";
import { type Project, resolveWords } from "../detect/index.ts";
import { ownLogFile } from "../logs/index.ts";
import type { Launch } from "../process/index.ts";
import { version } from "../version.ts";
import { offerOf } from "./offer.ts";
import type { ProgramOptions } from "./program.ts";

/** What is to run, and how it came to be. */
export interface Prepared extends ProgramOptions {
  readonly configuration: Configuration;
  /** A line that says how the words were taken; empty: there is nothing to say. */
  readonly note: string;
}

/** Reads configuration and project, and finds out what the words mean. A text says what is wrong. */
export function prepare(given: Arguments): Prepared | string {
  const found = readProject(given);
  if (typeof found === "string") return found;
  const { configuration, project } = found;
  const resolution = resolveWords(project, given.words, given.command);
  if ("error" in resolution) return [...project.warnings, resolution.error].join("\nbrum: ");
  const all = project.candidates.map(({ launch }) => launch);
  const auto = withDependencies(
    all.filter(({ autostart }) => autostart === true).map(({ name }) => name),
    all,
  );
  const named = new Set(resolution.launches.map(({ name }) => name));
  const launches = [...auto.filter(({ name }) => !named.has(name)), ...resolution.launches];
  const mcp = given.mcp ?? configuration.mcp;
  return {
    project,
    preferredPackageManager: configuration.preferredPackageManager,
    launches: launches.map((launch) => withOptions(launch, given)),
    history: configuration.history,
    logFiles: configuration.logFiles,
    mcpPort: mcp ? (given.port ?? configuration.mcpPort) : undefined,
    mcpAccess: configuration.mcpAccess,
    proxy: configuration.proxy,
    core: configuration.core,
    eventBus: configuration.eventBus,
    ownLog: ownLogFile(),
    environment: configuration.environment,
    variables: given.environment,
    version,
    configuration,
    note: resolution.note ?? "",
  };
}

/** The configuration and the project with what is configured put into it; a text says what is wrong. */
export function readProject(given: Arguments): { configuration: Configuration; project: Project } | string {
  const directory = resolve(given.directory);
  const problem = directoryProblem(directory, given.directory);
  if (problem !== undefined) return problem;
  let configuration: Configuration;
  try {
    configuration = loadConfiguration(directory, process.env, { options: optionValues(given) });
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  const project = offerOf(directory, configuration);
  if (typeof project === "string") return project;
  return { configuration, project };
}

/** The keys that options of the command line set. */
function optionValues({ port, mcp, history, proxy }: Arguments): OptionValue[] {
  const { enabled, mode, port: proxyPort, url } = proxy;
  return [
    ...(proxyPort === undefined ? [] : [{ key: "proxy_port", value: proxyPort, option: "--proxy-port" }]),
    ...(mode === undefined ? [] : [{ key: "proxy_mode", value: mode, option: "--proxy-mode" }]),
    ...(url === undefined ? [] : [{ key: "proxy_url", value: url, option: "--proxy-url" }]),
    ...(enabled === undefined ? [] : [{ key: "no_proxy", value: !enabled, option: "--no-proxy" }]),
    ...(port === undefined ? [] : [{ key: "mcp_port", value: port, option: "--port" }]),
    ...(mcp === undefined ? [] : [{ key: "no_mcp", value: !mcp, option: "--no-mcp" }]),
    ...(history === undefined ? [] : [{ key: "history.enabled", value: history, option: "--no-history" }]),
  ];
}

/** `-e` and `--tty`, which count more than what is configured. */
export function withOptions(launch: Launch, { environment, tty }: Arguments): Launch {
  const hasVariables = Object.keys(environment).length > 0;
  return {
    ...launch,
    ...(hasVariables ? { env: { ...launch.env, ...environment } } : {}),
    ...(nameTest(tty)(launch.name) ? { tty: true } : {}),
  };
}

function directoryProblem(directory: string, given: string): string | undefined {
  try {
    if (statSync(directory).isDirectory()) return undefined;
    return `${given} is no directory (--dir).`;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return `The directory ${directory} does not exist (--dir).`;
    return `The directory ${directory} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

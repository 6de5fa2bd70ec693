/** What the screen tells of the running program. */

import { homedir } from "node:os";
import type { ProgramInfo, SettingsOptions } from "../../tui/index.ts";
import { type SettingGroup, settingGroups } from "../config/index.ts";
import { historyFile } from "../history/index.ts";
import { stateFolder } from "../logs/index.ts";
import type { Prepared } from "./prepare.ts";
import { brumCommand } from "./self.ts";

/** For the Settings view: of this program and of the user who runs it. */
export function settingsOptions(prepared: Prepared): SettingsOptions {
  return {
    info: infoOf(prepared),
    preferred: prepared.preferredPackageManager,
    place: { home: homedir(), platform: process.platform, env: process.env },
    brum: brumCommand(process.env),
  };
}

function infoOf({ project, configuration, history, ownLog, mcpPort }: Prepared): ProgramInfo {
  const { directory } = project;
  const groups = settingGroups(configuration, directory);
  return {
    groups,
    directory,
    home: homedir(),
    pid: process.pid,
    stateFolder: stateFolder(),
    historyFile: history.enabled ? historyFile(directory) : null,
    ownLog: ownLog ?? null,
    withoutMcp: mcpPort === undefined ? switchedOffBy(groups, "no_mcp") : null,
    withoutProxy: configuration.proxy.enabled ? null : switchedOffBy(groups, "no_proxy"),
    exchanges: configuration.proxy.exchanges,
  };
}

function switchedOffBy(groups: readonly SettingGroup[], key: "no_mcp" | "no_proxy"): string {
  const setting = groups.flatMap(({ settings }) => settings).find(({ id }) => id === key);
  return setting?.source == null ? "it was not asked for" : `switched off by ${setting.sourceText}`;
}

/** The AI clients that can be told of Brummer, as data: where each keeps its MCP servers, and how it starts them. */

import { isAbsolute, join } from "node:path";

/** Whose files they are: the tests' are not the user's. */
export interface Place {
  /** Absolute. */
  readonly home: string;
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** For all projects of the user, or for one of them. */
export const scopes = ["user", "project"] as const;
export type Scope = (typeof scopes)[number];

/** One place of a client's. */
export interface Where {
  /** Where its servers may stand: the first file that is there counts, else the first. `directory`: the project's. */
  files(place: Place, directory: string): readonly string[];
  /**
   * In which directory it starts programs. `project`: in that of the project. `unknown`: its name has to be given, so the entry is
   * for one project. `variable`: as `unknown`, but it puts the project's name for `${workspaceFolder}`.
   */
  readonly startsIn: "project" | "unknown" | "variable";
}

/** One client. */
export interface Client {
  readonly id: string;
  readonly label: string;
  readonly user: Where;
  /** Undefined: it has no file in a project. */
  readonly project?: Where;
  /** If one of these is there, so is the client. */
  signs(place: Place): readonly string[];
  /** The names that lead to the table of its servers. */
  readonly table: readonly string[];
  readonly format: "json" | "toml";
  /** What an entry says beside the program. */
  readonly extra: Readonly<Record<string, string>>;
  /** It is started from a terminal, and finds programs as that does. */
  readonly hasPath: boolean;
  /** What to do when it is written, and what else to know: sentences. */
  readonly note: string;
}

/** What the user's programs keep their settings in: `~/.config`, `~/Library/Application Support`, `%APPDATA%`. */
function settingsFolder({ home, platform, env }: Place): string {
  if (platform === "darwin") return join(home, "Library", "Application Support");
  if (platform === "win32") return given(env["APPDATA"]) ?? join(home, "AppData", "Roaming");
  return given(env["XDG_CONFIG_HOME"]) ?? join(home, ".config");
}

/** `~/.config` also on macOS, as some programs have it. */
function dotConfig({ home, platform, env }: Place): string {
  if (platform === "win32") return given(env["APPDATA"]) ?? join(home, "AppData", "Roaming");
  return (platform === "darwin" ? undefined : given(env["XDG_CONFIG_HOME"])) ?? join(home, ".config");
}

/** Where VS Code's extensions keep their files. */
function extensionFolder(place: Place, extension: string): string {
  return join(settingsFolder(place), "Code", "User", "globalStorage", extension);
}

function given(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined;
}

/** A file at this path of the project. */
function inProject(startsIn: Where["startsIn"], ...path: readonly string[]): Where {
  return { files: (_, directory) => [join(directory, ...path)], startsIn };
}

const AGAIN = "It reads the file when it starts: restart it.";

/** In the order in which they are listed. */
export const clients: readonly Client[] = [
  {
    id: "claude-code",
    label: "Claude Code",
    user: {
      files: ({ home, env }) => [join(given(env["CLAUDE_CONFIG_DIR"]) ?? home, ".claude.json")],
      startsIn: "project",
    },
    project: inProject("project", ".mcp.json"),
    signs: ({ home, env }) => [
      join(given(env["CLAUDE_CONFIG_DIR"]) ?? home, ".claude.json"),
      given(env["CLAUDE_CONFIG_DIR"]) ?? join(home, ".claude"),
    ],
    table: ["mcpServers"],
    format: "json",
    extra: { type: "stdio" },
    hasPath: true,
    note: "Sessions that run already see it after a restart.",
  },
  {
    id: "claude-desktop",
    label: "Claude Desktop",
    user: {
      files: (place) => [join(settingsFolder(place), "Claude", "claude_desktop_config.json")],
      startsIn: "unknown",
    },
    signs: (place) => [join(settingsFolder(place), "Claude")],
    table: ["mcpServers"],
    format: "json",
    extra: {},
    hasPath: false,
    note: AGAIN,
  },
  {
    id: "cursor",
    label: "Cursor",
    user: { files: ({ home }) => [join(home, ".cursor", "mcp.json")], startsIn: "variable" },
    project: inProject("variable", ".cursor", "mcp.json"),
    signs: ({ home }) => [join(home, ".cursor")],
    table: ["mcpServers"],
    format: "json",
    extra: { type: "stdio" },
    hasPath: false,
    note: "Switch it on under MCP in Cursor's settings.",
  },
  {
    id: "vscode",
    label: "VS Code",
    user: { files: (place) => [join(settingsFolder(place), "Code", "User", "mcp.json")], startsIn: "variable" },
    project: inProject("variable", ".vscode", "mcp.json"),
    signs: (place) => [join(settingsFolder(place), "Code", "User")],
    table: ["servers"],
    format: "json",
    extra: { type: "stdio" },
    hasPath: false,
    note: "For the agent of Copilot, in the default profile. Start it with the command MCP: List Servers.",
  },
  {
    id: "cline",
    label: "Cline",
    user: {
      files: (place) => [
        given(place.env["CLINE_MCP_SETTINGS_PATH"]) ??
          join(place.home, ".cline", "data", "settings", "cline_mcp_settings.json"),
        // Before version 4, in VS Code.
        join(extensionFolder(place, "saoudrizwan.claude-dev"), "settings", "cline_mcp_settings.json"),
      ],
      startsIn: "unknown",
    },
    signs: (place) => [join(place.home, ".cline"), extensionFolder(place, "saoudrizwan.claude-dev")],
    table: ["mcpServers"],
    format: "json",
    extra: { type: "stdio" },
    hasPath: false,
    note: "It sees the change by itself.",
  },
  {
    id: "roo",
    label: "Roo Code",
    user: {
      files: (place) => [join(extensionFolder(place, "rooveterinaryinc.roo-cline"), "settings", "mcp_settings.json")],
      startsIn: "project",
    },
    project: inProject("project", ".roo", "mcp.json"),
    signs: (place) => [extensionFolder(place, "rooveterinaryinc.roo-cline")],
    table: ["mcpServers"],
    format: "json",
    extra: { type: "stdio" },
    hasPath: false,
    note: "It sees the change by itself. Its makers gave it up in May 2026.",
  },
  {
    id: "devin",
    label: "Devin Desktop",
    user: { files: (place) => [join(dotConfig(place), "devin", "mcp_config.json")], startsIn: "unknown" },
    signs: (place) => [join(dotConfig(place), "devin")],
    table: ["mcpServers"],
    format: "json",
    extra: {},
    hasPath: false,
    note: `Windsurf, under its new name. ${AGAIN}`,
  },
  {
    id: "windsurf",
    label: "Windsurf",
    user: { files: ({ home }) => [join(home, ".codeium", "windsurf", "mcp_config.json")], startsIn: "unknown" },
    signs: ({ home }) => [join(home, ".codeium", "windsurf")],
    table: ["mcpServers"],
    format: "json",
    extra: {},
    hasPath: false,
    note: "Versions before Devin Desktop. Press Refresh in its MCP panel.",
  },
  {
    id: "zed",
    label: "Zed",
    user: {
      files: (place) => [join(dotConfig(place), place.platform === "win32" ? "Zed" : "zed", "settings.json")],
      startsIn: "project",
    },
    project: inProject("project", ".zed", "settings.json"),
    signs: (place) => [join(dotConfig(place), place.platform === "win32" ? "Zed" : "zed")],
    table: ["context_servers"],
    format: "json",
    extra: {},
    hasPath: false,
    note: "It sees the change by itself.",
  },
  {
    id: "codex",
    label: "Codex",
    user: {
      files: ({ home, env }) => [join(given(env["CODEX_HOME"]) ?? join(home, ".codex"), "config.toml")],
      startsIn: "project",
    },
    project: inProject("project", ".codex", "config.toml"),
    signs: ({ home, env }) => [given(env["CODEX_HOME"]) ?? join(home, ".codex")],
    table: ["mcp_servers"],
    format: "toml",
    extra: {},
    hasPath: true,
    note: `The terminal program, the application and the extension read the same file; a project's counts where that is trusted. ${AGAIN}`,
  },
  {
    id: "gemini",
    label: "Gemini CLI",
    user: { files: ({ home }) => [join(home, ".gemini", "settings.json")], startsIn: "project" },
    project: inProject("project", ".gemini", "settings.json"),
    signs: ({ home }) => [join(home, ".gemini")],
    table: ["mcpServers"],
    format: "json",
    extra: {},
    hasPath: true,
    note: AGAIN,
  },
];

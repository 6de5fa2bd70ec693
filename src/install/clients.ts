/** The AI clients that can be told of Brummer, as data: where each keeps its MCP servers, and in which form. */

import { isAbsolute, join } from "node:path";

/** Whose files they are: the tests' are not the user's. */
export interface Place {
  /** Absolute. */
  readonly home: string;
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** One client. */
export interface Client {
  readonly id: string;
  readonly label: string;
  /** Where its servers may stand: the first file that is there counts, else the first. */
  files(place: Place): readonly string[];
  /** If one of these is there, so is the client. */
  signs(place: Place): readonly string[];
  /** The names that lead to the table of its servers. */
  readonly table: readonly string[];
  readonly format: "json" | "toml";
  /** The entry for a server at `url`; undefined: it only starts programs (stdio), which Brummer cannot be yet. */
  readonly entry: ((url: string) => Readonly<Record<string, string>>) | undefined;
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

const AGAIN = "It reads the file when it starts: restart it.";

/** In the order in which they are listed. */
export const clients: readonly Client[] = [
  {
    id: "claude-code",
    label: "Claude Code",
    files: ({ home, env }) => [join(given(env["CLAUDE_CONFIG_DIR"]) ?? home, ".claude.json")],
    signs: ({ home, env }) => [
      join(given(env["CLAUDE_CONFIG_DIR"]) ?? home, ".claude.json"),
      given(env["CLAUDE_CONFIG_DIR"]) ?? join(home, ".claude"),
    ],
    table: ["mcpServers"],
    format: "json",
    entry: (url) => ({ type: "http", url }),
    note: "For all of your projects (scope user). Sessions that run already see it after a restart.",
  },
  {
    id: "claude-desktop",
    label: "Claude Desktop",
    files: (place) => [join(settingsFolder(place), "Claude", "claude_desktop_config.json")],
    signs: (place) => [join(settingsFolder(place), "Claude")],
    table: ["mcpServers"],
    format: "json",
    entry: undefined,
    note: "",
  },
  {
    id: "cursor",
    label: "Cursor",
    files: ({ home }) => [join(home, ".cursor", "mcp.json")],
    signs: ({ home }) => [join(home, ".cursor")],
    table: ["mcpServers"],
    format: "json",
    entry: (url) => ({ url }),
    note: "For all of your projects. Switch it on under MCP in Cursor's settings.",
  },
  {
    id: "vscode",
    label: "VS Code",
    files: (place) => [join(settingsFolder(place), "Code", "User", "mcp.json")],
    signs: (place) => [join(settingsFolder(place), "Code", "User")],
    table: ["servers"],
    format: "json",
    entry: (url) => ({ type: "http", url }),
    note: "For the agent of Copilot, in the default profile. Start it with the command MCP: List Servers.",
  },
  {
    id: "cline",
    label: "Cline",
    files: (place) => [
      given(place.env["CLINE_MCP_SETTINGS_PATH"]) ??
        join(place.home, ".cline", "data", "settings", "cline_mcp_settings.json"),
      // Before version 4, in VS Code.
      join(extensionFolder(place, "saoudrizwan.claude-dev"), "settings", "cline_mcp_settings.json"),
    ],
    signs: (place) => [join(place.home, ".cline"), extensionFolder(place, "saoudrizwan.claude-dev")],
    table: ["mcpServers"],
    format: "json",
    entry: (url) => ({ type: "streamableHttp", url }),
    note: "It sees the change by itself.",
  },
  {
    id: "roo",
    label: "Roo Code",
    files: (place) => [join(extensionFolder(place, "rooveterinaryinc.roo-cline"), "settings", "mcp_settings.json")],
    signs: (place) => [extensionFolder(place, "rooveterinaryinc.roo-cline")],
    table: ["mcpServers"],
    format: "json",
    entry: (url) => ({ type: "streamable-http", url }),
    note: "It sees the change by itself. Its makers gave it up in May 2026.",
  },
  {
    id: "devin",
    label: "Devin Desktop",
    files: (place) => [join(dotConfig(place), "devin", "mcp_config.json")],
    signs: (place) => [join(dotConfig(place), "devin")],
    table: ["mcpServers"],
    format: "json",
    entry: (url) => ({ url }),
    note: `Windsurf, under its new name. ${AGAIN}`,
  },
  {
    id: "windsurf",
    label: "Windsurf",
    files: ({ home }) => [join(home, ".codeium", "windsurf", "mcp_config.json")],
    signs: ({ home }) => [join(home, ".codeium", "windsurf")],
    table: ["mcpServers"],
    format: "json",
    entry: (url) => ({ serverUrl: url }),
    note: "Versions before Devin Desktop. Press Refresh in its MCP panel.",
  },
  {
    id: "zed",
    label: "Zed",
    files: (place) => [
      join(place.platform === "win32" ? join(dotConfig(place), "Zed") : join(dotConfig(place), "zed"), "settings.json"),
    ],
    signs: (place) => [join(dotConfig(place), place.platform === "win32" ? "Zed" : "zed")],
    table: ["context_servers"],
    format: "json",
    entry: (url) => ({ url }),
    note: "It sees the change by itself.",
  },
  {
    id: "codex",
    label: "Codex",
    files: ({ home, env }) => [join(given(env["CODEX_HOME"]) ?? join(home, ".codex"), "config.toml")],
    signs: ({ home, env }) => [given(env["CODEX_HOME"]) ?? join(home, ".codex")],
    table: ["mcp_servers"],
    format: "toml",
    entry: (url) => ({ url }),
    note: `The terminal program, the application and the extension read the same file. ${AGAIN}`,
  },
  {
    id: "gemini",
    label: "Gemini CLI",
    files: ({ home }) => [join(home, ".gemini", "settings.json")],
    signs: ({ home }) => [join(home, ".gemini")],
    table: ["mcpServers"],
    format: "json",
    entry: (url) => ({ httpUrl: url }),
    note: AGAIN,
  },
];

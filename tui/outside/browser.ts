/** Which program opens an address. */

import { basename } from "node:path";
import type { Find } from "./choose-editor.ts";
import { hasDisplay, isWsl, type Surroundings } from "./environment.ts";
import { splitWords } from "./words.ts";

/** What opens an address. */
export interface BrowserCall {
  readonly words: string[];
  /** It draws in the terminal. */
  readonly needsTerminal: boolean;
}

const textBrowsers = new Set(["lynx", "w3m", "links", "links2", "elinks", "browsh", "carbonyl", "www-browser"]);

/** The address in the form that it is opened in. Throws an Error with a sentence when it is not one of the web. */
export function webAddress(text: string): string {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:"))
    throw new Error(`Only addresses that begin with http:// or https:// are opened, not ${text}`);
  return url.href;
}

/** The user's `BROWSER`, else what the system has; undefined: nothing here opens addresses. */
export function chooseBrowser(address: string, where: Surroundings, find: Find): BrowserCall | undefined {
  for (const command of [...userCommands(where), ...systemCommands(where)]) {
    const [name = "", ...options] = command;
    const program = find(name);
    if (program === undefined) continue;
    const isPlaced = options.some((option) => option.includes("%s"));
    const words = options.map((option) => option.replaceAll("%s", () => address));
    return {
      words: [program, ...words, ...(isPlaced ? [] : [address])],
      needsTerminal: textBrowsers.has(basename(program)),
    };
  }
  return undefined;
}

/** `BROWSER` holds commands, the best first, with colons between them; `%s` in one stands for the address. */
function userCommands({ env, platform }: Surroundings): string[][] {
  const setting = env["BROWSER"] ?? "";
  const commands = platform === "win32" ? [setting] : setting.split(":");
  return commands.flatMap((command) => {
    const words = splitWords(command, platform) ?? [];
    return words.length === 0 ? [] : [words];
  });
}

/** None of them hands the address to a shell, where `&` would end it. */
function systemCommands(where: Surroundings): string[][] {
  const { platform } = where;
  if (platform === "darwin") return [["open"]];
  if (platform === "win32") return [["rundll32", "url.dll,FileProtocolHandler"]];
  if (isWsl(where)) return [["wslview"], ["rundll32.exe", "url.dll,FileProtocolHandler"], ["xdg-open"]];
  // Without a display it would start a browser that draws in a terminal, and there is none for it.
  return hasDisplay(where) ? [["xdg-open"], ["gio", "open"]] : [];
}

/** Variables of VS Code in tasks.json. */

import { homedir } from "node:os";
import { basename } from "node:path";
import type { Surroundings } from "../../draft.ts";
import type { Folder } from "../../files/folder.ts";
import { isObject, objectOf, scalarOf, textOf } from "../../files/values.ts";

/** Replaces variables in texts; `unknown` collects those that only a running editor knows. */
export interface Variables {
  readonly replace: (value: unknown, unknown: Set<string>) => unknown;
}

/** For the tasks.json of a folder; `inputs` is its list of that name: an input's default stands for it. */
export function taskVariables(folder: Folder, inputs: unknown, { env, platform }: Surroundings): Variables {
  const defaults = new Map<string, string>();
  for (const input of Array.isArray(inputs) ? inputs.map(objectOf) : []) {
    const value = scalarOf(input["default"]);
    if (textOf(input["id"]) !== undefined && value !== undefined) defaults.set(String(input["id"]), value);
  }
  const separator = platform === "win32" ? "\\" : "/";
  const fixed: Readonly<Record<string, string>> = {
    workspaceFolder: folder.path,
    workspaceRoot: folder.path,
    workspaceFolderBasename: basename(folder.path),
    workspaceRootFolderName: basename(folder.path),
    cwd: folder.path,
    userHome: env["HOME"] ?? env["USERPROFILE"] ?? homedir(),
    pathSeparator: separator,
    "/": separator,
  };
  const text = (value: string, unknown: Set<string>) =>
    value.replace(/\$\{([^}]+)\}/g, (whole, name: string) => {
      const [kind = "", argument = ""] = name.split(/:(.*)/s);
      if (argument === "" && fixed[kind] !== undefined) return fixed[kind];
      if (fixed[kind] !== undefined && argument === folder.name) return fixed[kind];
      if (kind === "env") return env[argument] ?? "";
      const chosen = kind === "input" ? defaults.get(argument) : undefined;
      if (chosen !== undefined) return chosen;
      unknown.add(whole);
      return whole;
    });
  const replace = (value: unknown, unknown: Set<string>): unknown => {
    if (typeof value === "string") return text(value, unknown);
    if (Array.isArray(value)) return value.map((item) => replace(item, unknown));
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replace(item, unknown)]));
  };
  return { replace };
}

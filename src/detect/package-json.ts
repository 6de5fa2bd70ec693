/** Reading a package.json: its name, scripts and what it says about the package manager. A mistake in it is a warning. */

import type { Document } from "./files/document.ts";
import type { Folder } from "./files/folder.ts";
import { isObject, objectOf, textOf, textsOf } from "./files/values.ts";
import type { Script } from "./types.ts";

/** What Brummer uses of a package.json. */
export interface PackageJson {
  /** Absolute path. */
  readonly file: string;
  readonly name: string | undefined;
  readonly scripts: readonly Script[];
  /** The field of that name, or the name in `devEngines.packageManager`: `pnpm@9.1.0`. */
  readonly packageManager: string | undefined;
  /** Names in `engines`. */
  readonly engines: readonly string[];
  /** Names in `dependencies` and `devDependencies`. */
  readonly dependencies: ReadonlySet<string>;
  /** Globs of `workspaces`, also of its object form. */
  readonly workspaces: readonly string[] | undefined;
  readonly document: Document;
}

/** Reads the package.json of a folder; `undefined` when there is none, or a broken one. */
export function readPackageJson(folder: Folder): PackageJson | undefined {
  const document = folder.document("package.json", "json");
  if (document === undefined) return undefined;
  const { file, value } = document;
  if (!isObject(value)) {
    folder.warn(`${file}:1:1: an object { … } is expected. Its scripts are not listed.`);
    return undefined;
  }
  const devEngine = objectOf(objectOf(value["devEngines"])["packageManager"]);
  return {
    file,
    name: textOf(value["name"]),
    scripts: readScripts(folder, document, value["scripts"]),
    packageManager: textOf(value["packageManager"]) ?? textOf(devEngine["name"]),
    engines: Object.keys(objectOf(value["engines"])),
    dependencies: new Set([
      ...Object.keys(objectOf(value["dependencies"])),
      ...Object.keys(objectOf(value["devDependencies"])),
    ]),
    workspaces: readWorkspaces(folder, document, value["workspaces"]),
    document,
  };
}

function readScripts(folder: Folder, document: Document, value: unknown): Script[] {
  if (value === undefined) return [];
  if (!isObject(value)) {
    folder.warn(
      `${document.at(["scripts"])}: "scripts" must be an object { name: command }. No scripts of the file are listed.`,
    );
    return [];
  }
  const scripts: Script[] = [];
  for (const [name, command] of Object.entries(value)) {
    if (typeof command === "string") scripts.push({ name, command });
    else folder.warn(`${document.at(["scripts", name])}: script "${name}" must be a text. It is left out.`);
  }
  return scripts;
}

function readWorkspaces(folder: Folder, document: Document, value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  const list = isObject(value) ? value["packages"] : value;
  if (Array.isArray(list)) return textsOf(list);
  if (isObject(value) && list === undefined) return undefined;
  folder.warn(`${document.at(["workspaces"])}: "workspaces" must be a list of globs. Its packages are not listed.`);
  return undefined;
}

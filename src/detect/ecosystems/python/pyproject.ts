/** What a Python project says about itself: its tool, its dependencies, its scripts. */

import type { Document } from "../../files/document.ts";
import type { Folder } from "../../files/folder.ts";
import { objectOf, textOf, textsOf } from "../../files/values.ts";

/** The tool that keeps a project's environment. */
export type PythonTool = "uv" | "poetry" | "pdm" | "pipenv";

/** A Python project. */
export interface PythonProject {
  /** Absolute path of the file that makes it one. */
  readonly file: string;
  readonly document: Document | undefined;
  /** `[tool]` of pyproject.toml. */
  readonly tools: Readonly<Record<string, unknown>>;
  readonly tool: PythonTool | undefined;
  /** True when a dependency of that name (in any group) is stated. */
  uses(dependency: string): boolean;
  /** The command line that runs a module or program in the project's environment. */
  run(...argv: string[]): string[];
  /** The same for `python …`. */
  python(...argv: string[]): string[];
}

const projectFiles = ["pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Pipfile", "manage.py"];

function toolOf(folder: Folder, value: Readonly<Record<string, unknown>>): PythonTool | undefined {
  const tools = objectOf(value["tool"]);
  const backend = textOf(objectOf(value["build-system"])["build-backend"]) ?? "";
  if (folder.hasFile("uv.lock") || "uv" in tools || backend.startsWith("uv_build")) return "uv";
  if (folder.hasFile("poetry.lock") || "poetry" in tools || backend.startsWith("poetry.")) return "poetry";
  if (folder.hasFile("pdm.lock") || "pdm" in tools || backend.startsWith("pdm.")) return "pdm";
  return folder.hasFile("Pipfile") ? "pipenv" : undefined;
}

/** `Flask[async]>=3` → `flask`; names are the same in any case and with `-`, `_` or `.`. */
function normal(requirement: string): string {
  return (/^\s*[\w.-]+/.exec(requirement)?.[0] ?? "")
    .trim()
    .toLowerCase()
    .replace(/[-_.]+/g, "-");
}

function dependenciesOf(folder: Folder, value: Record<string, unknown>): Set<string> {
  const project = objectOf(value["project"]);
  const tools = objectOf(value["tool"]);
  const poetry = objectOf(tools["poetry"]);
  const groups = Object.values(objectOf(poetry["group"])).map((group) => objectOf(objectOf(group)["dependencies"]));
  const lists = [
    project["dependencies"],
    ...Object.values(objectOf(project["optional-dependencies"])),
    ...Object.values(objectOf(value["dependency-groups"])),
    ...Object.values(objectOf(objectOf(tools["pdm"])["dev-dependencies"])),
    objectOf(tools["uv"])["dev-dependencies"],
  ];
  const tables = [objectOf(poetry["dependencies"]), objectOf(poetry["dev-dependencies"]), ...groups];
  const files = folder
    .names("file")
    .filter((name) => /^requirements[\w.-]*\.txt$|^setup\.(?:py|cfg)$|^Pipfile$/.test(name));
  const lines = files.flatMap((name) => {
    const text = folder.text(name) ?? "";
    if (name.endsWith(".txt")) return text.split("\n");
    if (name === "Pipfile") return [...text.matchAll(/^([\w.-]+)\s*=/gm)].map((match) => match[1] ?? "");
    return [
      ...text.matchAll(/["']([\w.-]+)(?:\[[^\]\n]*\])?[ \t]*(?:[<>=~!][^"'\n]*)?["']|^[ \t]+([\w.-]+)[ \t]*[<>=~!]/gm),
    ].map((match) => match[1] ?? match[2] ?? "");
  });
  return new Set([...lists.flatMap(textsOf), ...tables.flatMap((table) => Object.keys(table)), ...lines].map(normal));
}

/** The interpreter: of the folder's own environment where it has one, else the one on PATH. */
function interpreter(folder: Folder, platform: string): string {
  const inside = platform === "win32" ? "Scripts/python.exe" : "bin/python";
  // An environment's python is a link, mostly to a program far away.
  const environment = [".venv", "venv", "env"].find((name) => folder.hasFile(`${name}/${inside}`));
  if (environment !== undefined) return `./${environment}/${inside}`;
  return platform === "win32" ? "python" : "python3";
}

/** Reads the Python project of a folder; `undefined` when it is none. */
export function readPythonProject(folder: Folder, platform: string): PythonProject | undefined {
  const main = folder.firstFile(...projectFiles);
  if (main === undefined) return undefined;
  const document = folder.document("pyproject.toml", "toml");
  const value = objectOf(document?.value);
  const tools = objectOf(value["tool"]);
  const tool = toolOf(folder, value);
  const dependencies = dependenciesOf(folder, value);
  const python = interpreter(folder, platform);
  return {
    file: folder.resolve(main),
    document,
    tools,
    tool,
    uses: (name) => dependencies.has(normal(name)),
    run: (...argv) => (tool === undefined ? [python, "-m", ...argv] : [tool, "run", ...argv]),
    python: (...argv) => (tool === undefined ? [python, ...argv] : [tool, "run", "python", ...argv]),
  };
}

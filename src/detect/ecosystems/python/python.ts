/** Python: programs, tests, installation, and the development servers of Django, FastAPI and Flask. */

import { type Ecosystem, toolDrafts } from "../../draft.ts";
import type { Folder } from "../../files/folder.ts";
import { objectOf } from "../../files/values.ts";
import { type PythonProject, readPythonProject } from "./pyproject.ts";
import { scriptDrafts } from "./scripts.ts";

type Command = readonly [name: string, priority: number, argv: readonly string[]];

/** Where FastAPI's and Flask's own command lines look for the program, and where else it often lies. */
const modules = ["main.py", "app.py", "api.py", "wsgi.py", "application.py"];

/** A module with `name = Class(`: its path and the variable. */
function moduleWith(folder: Folder, className: string): { path: string; variable: string } | undefined {
  const inside = folder.names("folder").filter((name) => folder.hasFile(`${name}/__init__.py`));
  const paths = [
    ...modules,
    ...["app", "src", "api", ...inside].flatMap((name) => [...modules, "__init__.py"].map((file) => `${name}/${file}`)),
  ];
  for (const path of paths) {
    if (!folder.hasFile(path)) continue;
    const variable = new RegExp(
      `^[ \\t]*(\\w+)(?:[ \\t]*:[^=\\n]+)?[ \\t]*=[ \\t]*(?:\\w+\\.)?${className}\\(`,
      "m",
    ).exec(folder.text(path) ?? "")?.[1];
    if (variable !== undefined) return { path, variable };
  }
  return undefined;
}

/** `app/main.py` → `app.main`. */
function importName(path: string): string {
  return path.replace(/(?:\/__init__)?\.py$/, "").replaceAll("/", ".");
}

function django(folder: Folder, project: PythonProject): Command[] {
  if (!folder.hasFile("manage.py") || !/django/i.test(folder.text("manage.py") ?? "")) return [];
  return [
    ["django:runserver", 95, project.python("manage.py", "runserver")],
    ["django:test", 85, project.python("manage.py", "test")],
    ["django:migrate", 82, project.python("manage.py", "migrate")],
  ];
}

function fastapi(folder: Folder, project: PythonProject): Command[] {
  if (!project.uses("fastapi")) return [];
  const found = moduleWith(folder, "FastAPI");
  if (found === undefined) return [];
  // `fastapi dev` needs the package's extra of that name; uvicorn is what runs without it.
  const text = `${folder.text("pyproject.toml") ?? ""}${folder.text("requirements.txt") ?? ""}`;
  const hasCommand = /fastapi\[[^\]]*(?:standard|all)|["'\s]fastapi-cli\b/i.test(text) || /^fastapi-cli\b/im.test(text);
  const argv = hasCommand
    ? ["fastapi", "dev", found.path]
    : ["uvicorn", `${importName(found.path)}:${found.variable}`, "--reload"];
  return [["fastapi:dev", 95, project.run(...argv)]];
}

function flask(folder: Folder, project: PythonProject): Command[] {
  if (!project.uses("flask")) return [];
  const found = moduleWith(folder, "Flask");
  const factory = folder
    .names("folder")
    .find((name) => /^def (?:create|make)_app\(/m.test(folder.text(`${name}/__init__.py`) ?? ""));
  const stated = /^[ \t]*FLASK_APP[ \t]*=/m.test(`${folder.text(".flaskenv") ?? ""}\n${folder.text(".env") ?? ""}`);
  const app = found === undefined ? factory : importName(found.path);
  if (app === undefined && !stated) return [];
  const option = stated || app === undefined ? [] : ["--app", app];
  return [["flask:run", 95, project.run("flask", ...option, "run", "--debug")]];
}

/** pytest only where the project uses it; else the tests of the standard library, where there are some. */
function tests(folder: Folder, project: PythonProject): Command[] {
  const usesPytest =
    project.uses("pytest") ||
    "pytest" in project.tools ||
    folder.hasFile("pytest.ini") ||
    folder.hasFile("conftest.py") ||
    folder.hasFile("tests/conftest.py") ||
    /^\[(?:tool:)?pytest\]/m.test(`${folder.text("setup.cfg") ?? ""}\n${folder.text("tox.ini") ?? ""}`);
  if (usesPytest) return [["python:pytest", 85, project.python("-m", "pytest")]];
  const inFolder = ["tests", "test"].find((name) =>
    folder
      .at(name)
      .names("file")
      .some((file) => /^test.*\.py$/.test(file)),
  );
  const here = folder.names("file").some((name) => /^test_.*\.py$/.test(name));
  if (inFolder === undefined && !here) return [];
  const where = inFolder === undefined ? [] : ["-s", inFolder, "-t", "."];
  return [["python:unittest", 85, project.python("-m", "unittest", "discover", ...where)]];
}

function install(folder: Folder, project: PythonProject): Command[] {
  switch (project.tool) {
    case "uv":
      return [["uv:sync", 80, ["uv", "sync"]]];
    case "poetry":
      return [["poetry:install", 80, ["poetry", "install"]]];
    case "pdm":
      return [["pdm:install", 80, ["pdm", "install"]]];
    case "pipenv":
      return [["pipenv:install", 80, ["pipenv", "install", "--dev"]]];
    case undefined: {
      const pip = (...argv: string[]): Command[] => [
        ["pip:install", 80, project.python("-m", "pip", "install", ...argv)],
      ];
      if (folder.hasFile("requirements.txt")) return pip("-r", "requirements.txt");
      const isPackage = folder.hasFile("setup.py") || "build-system" in objectOf(project.document?.value);
      return isPackage ? pip("-e", ".") : [];
    }
  }
}

/** All that a Python project offers. */
export const python: Ecosystem = (folder, { platform }) => {
  const project = readPythonProject(folder, platform);
  if (project === undefined) return [];
  const servers = [...django(folder, project), ...fastapi(folder, project), ...flask(folder, project)];
  // A module that a server's command serves is not a program of its own.
  const program = servers.length > 0 ? undefined : folder.firstFile("main.py", "app.py", "__main__.py");
  const isDjango = folder.hasFile("manage.py");
  const commands: Command[] = [
    ...servers,
    ...(program === undefined ? [] : [["python:run", 95, project.python(program)] as const]),
    ...(isDjango && servers.length > 0 && !project.uses("pytest") ? [] : tests(folder, project)),
    ...install(folder, project),
  ];
  return [
    ...scriptDrafts(folder, project),
    ...commands.flatMap(([name, priority, argv]) => {
      const [prefix = "python", own = name] = name.split(":");
      return toolDrafts(folder, { prefix, category: "Python", file: project.file }, [[own, priority, argv]]);
    }),
  ];
};

/** mprocs.yaml and mprocs.json, without loss: every field has its effect here, or a warning says that it has none. */

import { delimiter } from "node:path";
import type { Launch } from "../../../process/index.ts";
import { type Draft, type Ecosystem, programDraft, type Surroundings } from "../../draft.ts";
import type { Document } from "../../files/document.ts";
import { Fields } from "../../files/fields.ts";
import type { Folder } from "../../files/folder.ts";
import { isObject, kindOf, objectOf, scalarOf, textsOf } from "../../files/values.ts";
import { shellArguments, shownCommand } from "../../shell.ts";

/** The group of all processes that mprocs starts by itself. */
const group = "mprocs";

/** mprocs restarts at once, but not what lived for less than a second: a pause instead, which grows. */
const restart = { when: "always", delayMs: 1000, maxDelayMs: 30_000, limit: 0 } as const;

const systems: Readonly<Record<string, string>> = { win32: "windows", darwin: "macos", sunos: "solaris" };

/** `{ $select: os, windows: …, $else: … }` → what is meant on this system, at any depth. */
function select(value: unknown, platform: string): unknown {
  if (Array.isArray(value)) return value.map((item) => select(item, platform));
  if (!isObject(value)) return value;
  if (value["$select"] === "os") return select(value[systems[platform] ?? platform] ?? value["$else"], platform);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, select(item, platform)]));
}

/** The environment, and the names that are to be taken out of the inherited one. */
function readEnv(fields: Fields, surroundings: Surroundings, resolve: (path: string) => string) {
  const env: Record<string, string> = {};
  const cleared: string[] = [];
  for (const [name, value] of Object.entries(objectOf(fields.any("env")))) {
    const text = scalarOf(value);
    if (value === null) cleared.push(name);
    else if (text !== undefined) env[name] = text;
    else fields.warn("env", `variable "${name}" must be a text, not ${kindOf(value)}. It is left out.`);
  }
  const paths = fields.texts("add_path");
  if (paths !== undefined) {
    env["PATH"] = [env["PATH"] ?? surroundings.env["PATH"] ?? "", ...paths.map(resolve)].join(delimiter);
  }
  return { env, cleared };
}

function readStop(fields: Fields): Pick<Launch, "stopSignal" | "tty"> {
  const stop = fields.any("stop");
  if (stop === undefined) return {};
  if (stop === "SIGINT" || stop === "SIGTERM" || stop === "SIGKILL") return { stopSignal: stop };
  if (stop === "hard-kill") return { stopSignal: "SIGKILL" };
  const keys = textsOf(objectOf(stop)["send-keys"]);
  // Ctrl-C typed in a terminal is this signal to all in the foreground.
  if (keys.length > 0 && keys.every((key) => key.toLowerCase() === "<c-c>")) return { stopSignal: "SIGINT" };
  const what = typeof stop === "string" ? `"${stop}"` : `"${Object.keys(objectOf(stop))[0] ?? ""}"`;
  fields.warn("stop", `stopping by ${what} is not supported here (SIGINT, SIGTERM, SIGKILL). Taken: SIGTERM.`);
  return {};
}

function readArgv(fields: Fields, platform: string): { argv: string[]; command: string } | undefined {
  const shell = fields.text("shell");
  const cmd = fields.texts("cmd");
  if ((shell === undefined) === (cmd === undefined)) {
    fields.warn("shell", `exactly one of "shell" and "cmd" is expected. The process is left out.`);
    return undefined;
  }
  if (shell !== undefined) return { argv: shellArguments(shell, platform), command: shell };
  return cmd === undefined || cmd.length === 0 ? undefined : { argv: cmd, command: shownCommand(cmd) };
}

function readProc(folder: Folder, document: Document, name: string, given: unknown, around: Surroundings): Draft[] {
  const selected = select(given, around.platform);
  // `null` is how a file takes a process of another one out.
  if (selected === null || selected === undefined) return [];
  const short =
    typeof selected === "string" ? { shell: selected } : Array.isArray(selected) ? { cmd: selected } : selected;
  if (!isObject(short)) {
    folder.warn(
      `${document.at(["procs", name])}: process "${name}" must be a text, a list or an object. It is left out.`,
    );
    return [];
  }
  const fields = new Fields(folder, document, ["procs", name], short, `process "${name}"`);
  const resolve = (path: string) => folder.resolve(path.replace(/^<CONFIG_DIR>[/\\]?/, "./"));
  const run = readArgv(fields, around.platform);
  const cwd = fields.text("cwd");
  const { env, cleared } = readEnv(fields, around, resolve);
  const stop = readStop(fields);
  const isOff = fields.flag("autostart") === false;
  const restarts = fields.flag("autorestart") ?? false;
  const dependsOn = (fields.texts("deps") ?? []).map((dependency) => ({ name: dependency, until: "started" }) as const);
  if (cleared.length > 0 && around.platform === "win32") {
    fields.warn("env", `taking out ${cleared.join(", ")} of the environment is not supported on Windows.`);
  }
  fields.finish();
  if (run === undefined) return [];
  const takesOut = cleared.length > 0 && around.platform !== "win32";
  const argv = takesOut ? ["env", ...cleared.flatMap((variable) => ["-u", variable]), ...run.argv] : run.argv;
  return [
    programDraft(folder, argv, {
      name,
      prefix: "mprocs",
      category: "mprocs",
      priority: 97,
      file: document.file,
      command: run.command,
      ...(cwd === undefined ? {} : { cwd: resolve(cwd) }),
      more: {
        ...(Object.keys(env).length === 0 ? {} : { env }),
        ...(dependsOn.length === 0 ? {} : { dependsOn }),
        ...(restarts ? { restart } : {}),
        ...stop,
        groups: isOff ? [] : [group],
      },
    }),
  ];
}

/** The processes of the file. */
export const mprocs: Ecosystem = (folder, surroundings): Draft[] => {
  const name = folder.firstFile("mprocs.yaml", "mprocs.yml", "mprocs.json");
  if (name === undefined) return [];
  const document = folder.document(name, name.endsWith("json") ? "json" : "yaml");
  if (document === undefined) return [];
  const value = objectOf(document.value);
  const fields = new Fields(folder, document, [], value, "mprocs");
  const procs = fields.any("procs");
  if (procs !== undefined && !isObject(procs)) {
    folder.warn(`${document.at(["procs"])}: "procs" must be an object, not ${kindOf(procs)}. None is listed.`);
  }
  fields.finish();
  const known = objectOf(procs);
  for (const [process, settings] of Object.entries(known)) {
    for (const dependency of textsOf(objectOf(settings)["deps"])) {
      if (dependency in known) continue;
      const place = document.at(["procs", process, "deps"]);
      folder.warn(
        `${place}: process "${process}": there is no process "${dependency}" in the file. It is not waited for.`,
      );
    }
  }
  return Object.entries(known).flatMap(([process, given]) => readProc(folder, document, process, given, surroundings));
};

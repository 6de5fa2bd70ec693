/** One process of a process-compose file. */

import type {
  Dependency,
  DependencyState,
  Launch,
  ReadyCheck,
  RestartPolicy,
  StopSignal,
  WatchRule,
} from "../../../process/index.ts";
import { type Draft, programDraft } from "../../draft.ts";
import type { Fields } from "../../files/fields.ts";
import type { Folder } from "../../files/folder.ts";
import { isObject, objectOf, textOf } from "../../files/values.ts";
import { goDuration, renderTemplate } from "./expand.ts";
import { readProbe, readyLine } from "./probe.ts";

/** What the file says for all of its processes. */
export interface Shared {
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly shell: (command: string) => string[];
  /** Names of the replicas of each process. */
  readonly replicas: ReadonlyMap<string, readonly string[]>;
}

/** The group of all processes of the file that are not disabled. */
const group = "process-compose";

const conditions: Readonly<Record<string, DependencyState>> = {
  process_started: "started",
  process_healthy: "ready",
  process_log_ready: "ready",
  process_completed: "ended",
  process_completed_successfully: "completed",
};

const signalNumbers: Readonly<Record<number, StopSignal>> = {
  1: "SIGHUP",
  2: "SIGINT",
  3: "SIGQUIT",
  9: "SIGKILL",
  10: "SIGUSR1",
  12: "SIGUSR2",
  15: "SIGTERM",
};

/** `environment`: a list of `NAME=value`, or an object. */
export function readEnvironment(fields: Fields, name = "environment"): Record<string, string> {
  const env: Record<string, string> = {};
  const value = fields.any(name);
  if (value === undefined) return env;
  if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) env[key] = item === null ? "" : String(item);
    return env;
  }
  for (const item of Array.isArray(value) ? value : [value]) {
    const text = String(item);
    const at = text.indexOf("=");
    if (at > 0) env[text.slice(0, at)] = text.slice(at + 1);
    else fields.warn(name, `"${text}" in "${name}" must be NAME=value. It is left out.`);
  }
  return env;
}

function readDependencies(fields: Fields, shared: Shared): Dependency[] {
  const value = fields.any("depends_on");
  const given = Array.isArray(value) ? Object.fromEntries(value.map((name) => [String(name), {}])) : objectOf(value);
  return Object.entries(given).flatMap(([name, settings]): Dependency[] => {
    const condition = textOf(objectOf(settings)["condition"]) ?? "process_started";
    const until = conditions[condition];
    for (const key of Object.keys(objectOf(settings))) {
      if (key !== "condition" && !key.startsWith("x-"))
        fields.warn("depends_on", `"${key}" of "${name}" has no effect.`);
    }
    if (until === undefined) {
      fields.warn(
        "depends_on",
        `"${condition}" is no condition (${Object.keys(conditions).join(", ")}). Taken: started.`,
      );
    }
    const replicas = shared.replicas.get(name);
    if (replicas === undefined) {
      fields.warn("depends_on", `there is no process "${name}" in the file. It is not waited for.`);
      return [];
    }
    return replicas.map((replica) => ({ name: replica, until: until ?? "started" }));
  });
}

function readRestart(fields: Fields | undefined): RestartPolicy | undefined {
  if (fields === undefined) return undefined;
  const policy = fields.text("restart") ?? "no";
  const backoff = (fields.number("backoff_seconds") ?? 1) * 1000;
  const limit = fields.number("max_restarts") ?? 0;
  const when = { always: "always", on_failure: "on-failure", no: "never", exit_on_failure: "never" } as const;
  const known = Object.entries(when).find(([name]) => name === policy)?.[1];
  if (known === undefined) fields.warn("restart", `"${policy}" is no restart policy (always, on_failure, no).`);
  if (policy === "exit_on_failure") {
    fields.warn("restart", `"exit_on_failure" does not end the other processes here: this one is not restarted.`);
  }
  fields.finish();
  return { when: known ?? "never", delayMs: backoff, maxDelayMs: backoff, limit };
}

function readShutdown(fields: Fields | undefined): Pick<Launch, "stopSignal" | "stopTimeoutMs"> {
  // 10 s is what process-compose waits without being told.
  if (fields === undefined) return { stopTimeoutMs: 10_000 };
  const number = fields.number("signal");
  const seconds = fields.number("timeout_seconds");
  const signal = number === undefined ? undefined : signalNumbers[number];
  if (number !== undefined && signal === undefined) {
    fields.warn(
      "signal",
      `signal ${number} cannot be used to stop here (${Object.keys(signalNumbers).join(", ")}). Taken: SIGTERM.`,
    );
  }
  fields.finish();
  return { ...(signal === undefined ? {} : { stopSignal: signal }), stopTimeoutMs: (seconds || 10) * 1000 };
}

function readWatch(fields: Fields | undefined): WatchRule | undefined {
  if (fields === undefined) return undefined;
  const debounce = fields.text("debounce");
  const debounceMs = debounce === undefined ? 300 : goDuration(debounce);
  if (debounceMs === undefined)
    fields.warn("debounce", `"${debounce}" is no duration such as 300ms or 1s. Taken: 300ms.`);
  const cascade = fields.flag("cascade") ?? false;
  const paths = fields.any("paths");
  const globs = (Array.isArray(paths) ? paths : []).flatMap((path: unknown) => watchGlobs(path));
  fields.finish();
  return globs.length === 0 ? undefined : { globs, debounceMs: debounceMs ?? 300, cascade };
}

function watchGlobs(path: unknown): string[] {
  const settings = objectOf(path);
  const root = (textOf(path) ?? textOf(settings["path"]) ?? ".").replace(/^\.\//, "").replace(/\/$/, "");
  const below = root === "." || root === "" ? "" : `${root}/`;
  const texts = (name: string) => {
    const value = settings[name];
    return (Array.isArray(value) ? value : []).map(String);
  };
  // A pattern with a slash fits the path below the root, one without fits a name anywhere.
  const glob = (pattern: string) => (pattern.includes("/") ? `${below}${pattern}` : `${below}**/${pattern}`);
  const included = texts("include").map(glob);
  const excluded = texts("exclude").flatMap((pattern) => [`!${glob(pattern)}`, `!${glob(pattern)}/**`]);
  return [...(included.length === 0 ? [`${below}**`] : included), ...excluded];
}

function readReady(fields: Fields, cwd: string, folder: Folder, shared: Shared): ReadyCheck | undefined {
  const probe = fields.object("readiness_probe");
  const line = fields.text("ready_log_line");
  const { shell } = shared;
  const check = probe && readProbe(probe, { cwd, shell, resolve: (path) => folder.resolve(path) });
  if (check !== undefined && line !== undefined) {
    fields.warn("ready_log_line", `"readiness_probe" is there too, and is what counts.`);
  }
  return check ?? (line === undefined ? undefined : readyLine(line));
}

function readArgv(fields: Fields, shared: Shared, render: (name: string, text: string) => string) {
  const command = fields.text("command");
  const entrypoint = fields.texts("entrypoint");
  if (command !== undefined && command !== "") {
    if (entrypoint !== undefined) fields.warn("entrypoint", `"command" is there too, and is what is run.`);
    const text = render("command", command);
    return { argv: shared.shell(text), command: text };
  }
  const argv = entrypoint?.map((word) => render("entrypoint", word)) ?? [];
  return argv.length === 0 ? undefined : { argv, command: argv.join(" ") };
}

/** The drafts of a process, one for each replica; every field is taken, or told. */
export function readProcess(folder: Folder, name: string, fields: Fields, shared: Shared): Draft[] {
  const vars = { ...shared.vars, ...objectOf(fields.any("vars")) };
  const isRaw = fields.flag("is_template_disabled") ?? false;
  const render = (field: string, text: string) => {
    const { text: rendered, complex } = isRaw ? { text, complex: false } : renderTemplate(text, vars);
    if (complex)
      fields.warn(field, `of templates only {{.NAME}} with a name of "vars" is supported. It is left as it is.`);
    return rendered;
  };
  const directory = fields.text("working_dir");
  const cwd = directory === undefined ? folder.path : folder.resolve(render("working_dir", directory));
  const run = readArgv(fields, shared, render);
  const env = { ...shared.env, ...readEnvironment(fields) };
  const isDotEnvOff = fields.flag("is_dotenv_disabled") ?? false;
  const envFile = fields.text("env_file");
  const envFiles = [
    ...(!isDotEnvOff && folder.hasFile(".env") ? [folder.resolve(".env")] : []),
    ...(envFile === undefined ? [] : [folder.resolve(envFile)]),
  ];
  const dependsOn = readDependencies(fields, shared);
  const ready = readReady(fields, cwd, folder, shared);
  const restart = readRestart(fields.object("availability"));
  const stop = readShutdown(fields.object("shutdown"));
  const watch = readWatch(fields.object("watch"));
  const description = fields.text("description");
  const groups = fields.texts("namespace") ?? [];
  const isForeground = fields.flag("is_foreground") ?? false;
  const isDeferred = [fields.flag("disabled"), fields.flag("is_disabled"), isForeground].some((flag) => flag === true);
  const hasTerminal = [fields.flag("is_tty"), fields.flag("is_interactive"), isForeground].some(
    (flag) => flag === true,
  );
  fields.pass("replicas");
  fields.finish();
  if (run === undefined) {
    fields.warn("command", `"command" or "entrypoint" is missing. The process is left out.`);
    return [];
  }
  const names = shared.replicas.get(name) ?? [name];
  return names.map((replica, index) =>
    programDraft(folder, run.argv, {
      name: replica,
      prefix: "process-compose",
      category: "Process Compose",
      priority: 97,
      file: shared.file,
      command: run.command,
      description,
      cwd,
      more: {
        env: { ...env, PC_PROC_NAME: name, PC_REPLICA_NUM: String(index) },
        ...(envFiles.length === 0 ? {} : { envFiles }),
        ...(dependsOn.length === 0 ? {} : { dependsOn }),
        ...(ready === undefined ? {} : { ready }),
        ...(restart === undefined ? {} : { restart }),
        ...stop,
        ...(watch === undefined ? {} : { watch }),
        ...(hasTerminal ? { tty: true } : {}),
        groups: [...(isDeferred ? [] : [group]), ...groups],
      },
    }),
  );
}

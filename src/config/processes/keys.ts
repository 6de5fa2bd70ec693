/** Every key of a `[processes.NAME]` table, declared as data. */

import { resolve } from "node:path";
import type { StopSignal } from "../../process/index.ts";
import { duration, formatDuration } from "../duration.ts";
import { text, yesOrNo } from "../kinds.ts";
import { defaults } from "./defaults.ts";
import { dependsOn } from "./depends.ts";
import { ready } from "./ready.ts";
import { restart } from "./restart.ts";
import { type Field, listOf, mapped, one } from "./shape.ts";
import { choice, command, name, variables } from "./values.ts";
import { watch } from "./watch.ts";

/** In the order in which a person tries them: the gentle ones first. */
const stopSignals = [
  "SIGTERM",
  "SIGINT",
  "SIGHUP",
  "SIGQUIT",
  "SIGUSR1",
  "SIGUSR2",
  "SIGKILL",
] as const satisfies readonly StopSignal[];

/** Paths in a file are relative to the file. */
const path = mapped(one(text("a path")), (given, at) => resolve(at.directory, given));

/** The keys, in the order of the documentation. */
export const processFields = {
  command: {
    shape: command,
    meaning:
      "a text for the shell, or a list of program and arguments; not needed where NAME is a script of the project",
  },
  cwd: {
    shape: path,
    meaning: "its directory, relative to this file; by default the file's own (for ~/.brum.toml: the project's)",
  },
  env: { shape: variables, meaning: "variables, taken as they stand" },
  env_files: {
    shape: listOf("a list of file names", path),
    meaning: "more .env files, relative to this file, the strongest last",
    initial: "[]",
  },
  depends_on: { shape: dependsOn, meaning: "what it waits for before it starts", initial: "[]" },
  ready: { shape: ready, meaning: "how to learn that it is ready" },
  restart: { shape: restart, meaning: "never, on-failure, always, or a table", initial: '"never"' },
  stop_signal: { shape: choice(stopSignals), meaning: "asks it to end", initial: '"SIGTERM"' },
  stop_timeout: {
    shape: one(duration(0, 600_000)),
    meaning: "from that to SIGKILL",
    initial: JSON.stringify(formatDuration(defaults.stopTimeoutMs)),
  },
  watch: { shape: watch, meaning: "globs, or a table: files whose change restarts it" },
  tty: { shape: one(yesOrNo), meaning: "runs in a terminal of its own, with input", initial: "false" },
  overflow: {
    shape: choice(["overwrite", "block"] as const),
    meaning: "full log: overwrite the oldest lines, or block its output until it is kept",
    initial: '"overwrite"',
  },
  autostart: {
    shape: one(yesOrNo),
    meaning: "starts with brum, also when nobody names it",
    initial: "false",
  },
  groups: {
    shape: listOf("a list of names", name),
    meaning: "names under which it is started, stopped and shown together with others",
    initial: "[]",
  },
} satisfies Record<string, Field<unknown>>;

/** What other programs call these keys. */
export const elsewhere: Readonly<Record<string, string>> = {
  cmd: "command",
  shell: "command",
  script: "command",
  entrypoint: "command",
  dir: "cwd",
  directory: "cwd",
  working_dir: "cwd",
  workdir: "cwd",
  environment: "env",
  env_file: "env_files",
  dotenv: "env_files",
  deps: "depends_on",
  needs: "depends_on",
  readiness_probe: "ready",
  healthcheck: "ready",
  availability: "restart",
  autorestart: "restart",
  shutdown: "stop_signal",
  stop: "stop_signal",
  stop_grace_period: "stop_timeout",
  is_tty: "tty",
  interactive: "tty",
  disabled: "autostart",
  profiles: "groups",
  namespace: "groups",
};

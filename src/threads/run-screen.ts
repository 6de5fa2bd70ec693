/** The screen mode: the first frame is drawn before any thread is up. */

import { relative, sep } from "node:path";
import { level } from "../../core/index.ts";
import { openScreen, type Screen, type ScreenProject } from "../../tui/index.ts";
import { speaksUtf8 } from "../cli/index.ts";
import {
  type Candidate,
  findCandidate,
  type Project,
  resolveWords,
  watchProject,
  withDependencies,
} from "../detect/index.ts";
import { loadStarted, saveStarted, startedFile } from "../started/index.ts";
import { onCrash } from "./crash.ts";
import type { Prepared } from "./prepare.ts";
import { Program } from "./program.ts";
import { settingsOptions } from "./screen-info.ts";
import { onEndSignals } from "./signals.ts";

/**
 * Resolves with the exit code after the user has quit and every child has ended. The terminal is restored in any case. `reread`
 * reads the project anew after a change of its files; a text says what is wrong with it now.
 */
export async function runScreen(options: Prepared, reread: () => Project | string): Promise<number> {
  let { project } = options;
  const program = new Program(options);
  const file = startedFile(project.directory);
  let opened: Screen | undefined;
  onCrash(program, () => opened?.close());
  const screen = openScreen({
    project: shown(options.project),
    reader: program.reader,
    bus: program.bus,
    launches: options.launches,
    processes: program.processes,
    proxy: program.proxy,
    launchesOf: ({ name }) => {
      const candidate = findCandidate(project, name);
      return candidate === undefined ? [] : withDependencies(project, candidate);
    },
    startPage: {
      isFirst: true,
      started: loadStarted(file),
      keep: (started) => saveStarted(file, started),
      launchesFor: (words, taken) => resolveWords(project, [words], [], taken),
    },
    settings: settingsOptions(options),
    keys: options.configuration.keyMap.map(({ command, keys, file, line }) => {
      return { command, keys, place: `${relative(project.directory, file)}:${line}` };
    }),
    holds: (undo) => program.holds(undo),
    unicode: speaksUtf8(process.env, process.platform),
    version: options.version,
  });
  opened = screen;
  const watch = watchProject(
    project.directory,
    () => {
      const now = reread();
      if (typeof now === "string") {
        program.log.write(now, { level: level.warn });
        screen.change({ ...shown(project), warnings: [now] });
      } else {
        project = now;
        screen.change(shown(now));
      }
    },
    options.preferredPackageManager === undefined ? {} : { preferred: options.preferredPackageManager },
  );
  const end = Promise.withResolvers<number>();
  onEndSignals(
    () => end.resolve(0),
    () => leave(program, screen, 130),
    () => screen.hasKeyboard,
  );
  void screen.quitRequested.then(() => end.resolve(0));
  void screen.killRequested.then(() => leave(program, screen, 130));
  let failure: string | undefined;
  void program.fatal.then((why) => {
    failure = why;
    end.resolve(1);
  });
  void program.start();
  const code = await end.promise;
  watch.close();
  await Promise.all([screen.stopping(), program.close()]);
  screen.close();
  if (failure !== undefined) process.stderr.write(`brum: ${failure}\n`);
  process.exit(code);
}

function leave(program: Program, screen: Screen, code: number): never {
  program.killAll();
  screen.close();
  process.exit(code);
}

/** All that can be started, in the order in which it is listed. */
function shown(project: Project): ScreenProject {
  const { name, candidates, warnings } = project;
  const scripts = candidates.map((candidate) => ({
    name: candidate.name,
    command: candidate.launch.command,
    description: descriptionOf(candidate),
    group: groupOf(project, candidate),
    ...(candidate.launch.groups !== undefined && { groups: candidate.launch.groups }),
    ...(candidate.launch.dependsOn !== undefined && {
      dependsOn: candidate.launch.dependsOn.map(({ name }) => name),
    }),
  }));
  return { name, scripts, warnings };
}

/** What its author says of it; the folder behind a command is what it is listed under. */
function descriptionOf({ description, launch }: Candidate): string {
  return description.startsWith(`${launch.command} (`) ? launch.command : description;
}

/** Its package, by the folder that it runs in; in the project's own the tool, where it is no script of it. */
function groupOf({ directory, name }: Project, { launch, category }: Candidate): string {
  const folder = relative(directory, launch.cwd).replaceAll(sep, "/");
  if (folder !== "" && !folder.startsWith(".."))
    return category === "npm scripts" ? folder : `${category} in ${folder}`;
  return category === "npm scripts" ? name : category;
}

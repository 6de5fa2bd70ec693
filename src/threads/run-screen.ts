/** The screen mode: the first frame is drawn before any thread is up. */

import { level } from "../../core/index.ts";
import { openScreen, type Screen, type ScreenProject } from "../../tui/index.ts";
import { speaksUtf8 } from "../cli/index.ts";
import { findCandidate, type Project, watchProject, withDependencies } from "../detect/index.ts";
import { onCrash } from "./crash.ts";
import { Program, type ProgramOptions } from "./program.ts";
import { onEndSignals } from "./signals.ts";

/**
 * Resolves with the exit code after the user has quit and every child has ended. The terminal is restored in any case. `reread`
 * reads the project anew after a change of its files; a text says what is wrong with it now.
 */
export async function runScreen(options: ProgramOptions, reread: () => Project | string): Promise<number> {
  let { project } = options;
  const program = new Program(options);
  let opened: Screen | undefined;
  onCrash(program, () => opened?.close());
  const screen = openScreen({
    project: shown(options.project),
    reader: program.reader,
    bus: program.bus,
    launches: options.launches,
    processes: program.processes,
    launchesOf: ({ name }) => {
      const candidate = findCandidate(project, name);
      return candidate === undefined ? [] : withDependencies(project, candidate);
    },
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
  screen.stopping();
  await program.close();
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
function shown({ name, candidates, warnings }: Project): ScreenProject {
  return {
    name,
    scripts: candidates.map(({ name: script, launch }) => ({ name: script, command: launch.command })),
    warnings,
  };
}

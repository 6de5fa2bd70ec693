/** The screen mode: the first frame is drawn before any thread is up. */

import { openScreen, type Screen } from "../../tui/index.ts";
import { speaksUtf8 } from "../cli/index.ts";
import { launchScript } from "../detect/index.ts";
import { onCrash } from "./crash.ts";
import { Program, type ProgramOptions } from "./program.ts";
import { onEndSignals } from "./signals.ts";

/** Resolves with the exit code after the user has quit and every child has ended. The terminal is restored in any case. */
export async function runScreen(options: ProgramOptions): Promise<number> {
  const program = new Program(options);
  let opened: Screen | undefined;
  onCrash(program, () => opened?.close());
  const screen = openScreen({
    project: options.project,
    reader: program.reader,
    bus: program.bus,
    launches: options.launches,
    processes: program.processes,
    launchOf: (script) => launchScript(options.project, script),
    unicode: speaksUtf8(process.env, process.platform),
    version: options.version,
  });
  opened = screen;
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

/** What the screen does outside of itself and of Brummer: the clipboard, the user's editor, browser and pager. */

import { realpathSync, statSync } from "node:fs";
import process from "node:process";
import { findProgram } from "../../src/detect/index.ts";
import { limits } from "../limits.ts";
import { chooseBrowser, webAddress } from "./browser.ts";
import { chooseEditor } from "./choose-editor.ts";
import { copyText } from "./copy.ts";
import { editorCall } from "./editors.ts";
import type { Environment, Surroundings } from "./environment.ts";
import { ForegroundProgram } from "./foreground.ts";
import { outsideLimits } from "./limits.ts";
import { pageText } from "./page-text.ts";
import { choosePager, PrivateFile } from "./pager.ts";
import { type FilePlace, resolvePlace, shownPath } from "./place.ts";
import { type Argv, launch, nameOf } from "./programs.ts";

export type { FilePlace } from "./place.ts";

/** What is needed of the terminal. */
export interface TerminalAccess {
  /** Sends a sequence that shows nothing; false: the terminal cannot take it now. */
  send(sequence: string): boolean;
  /** Lends the terminal until `run` settles, after writing `hint` to it, and takes it back. Rejects when it is lent already. */
  handOver(run: () => Promise<void>, hint?: string): Promise<void>;
}

/** Main thread only. Every method rejects with a sentence for the user. */
export class Outside {
  readonly #terminal: TerminalAccess;
  readonly #tell: (text: string) => void;
  readonly #where: Surroundings;
  readonly #foreground = new ForegroundProgram();
  /** What a pager reads. */
  #file: PrivateFile | undefined;

  /** `tell`: says what has been done, in a sentence. */
  constructor(terminal: TerminalAccess, tell: (text: string) => void, where: Surroundings = process) {
    this.#terminal = terminal;
    this.#tell = tell;
    this.#where = where;
  }

  /** Puts a text on the clipboard: without escape sequences, control characters and trailing blanks. */
  async copy(text: string): Promise<void> {
    this.#tell(await this.#copy(text));
  }

  /** Opens a place in the user's editor; resolves when one that needs the terminal has ended, else when it has been started. */
  async edit(place: FilePlace): Promise<void> {
    const spot = resolvePlace(place);
    const [program = "", ...options] = chooseEditor(this.#where, this.#find);
    const call = editorCall([program, ...options], targetOf(program), spot, this.#where);
    const argv = argvOf(call.words);
    const directory = isDirectory(place.directory) ? place.directory : process.cwd();
    const shown = shownPath(spot.path, place.directory);
    if (call.needsTerminal) {
      const hint = call.isKnown ? undefined : `brum waits for ${nameOf(argv)} to close ${shown}\n`;
      return this.#inTerminal(argv, this.#where.env, directory, hint);
    }
    await launch(argv, this.#where.env, directory);
    this.#tell(`Opened ${spot.line === null ? shown : `${shown}:${spot.line}`} in ${nameOf(argv)}.`);
  }

  /** Opens an address of the web in the user's browser; where there is none it is copied. */
  async openUrl(url: string): Promise<void> {
    const address = webAddress(url);
    const call = chooseBrowser(address, this.#where, this.#find);
    if (call === undefined) return this.#copyInstead(address, "No browser was found here");
    const argv = argvOf(call.words);
    if (call.needsTerminal) return this.#inTerminal(argv, this.#where.env, process.cwd());
    try {
      await launch(argv, this.#where.env, process.cwd());
    } catch (error) {
      return this.#copyInstead(address, reasonOf(error));
    }
    this.#tell(`Opened ${address} in the browser.`);
  }

  /** Shows lines in the user's pager; resolves when it has ended. */
  async page(lines: readonly string[]): Promise<void> {
    if (lines.length === 0) throw new Error("There are no lines to be shown.");
    const { words, env, takesStyles } = choosePager(this.#where, this.#find);
    const bounds = { lines: limits.copiedLines, characters: outsideLimits.pageCharacters };
    const file = new PrivateFile("log.txt", pageText(lines, takesStyles, bounds));
    this.#file = file;
    try {
      await this.#inTerminal(argvOf([...words, file.path]), env, process.cwd());
    } finally {
      file.remove();
    }
  }

  /** Brummer is about to end: so shall what has the terminal. Resolves when it has, or takes too long. */
  end(): Promise<void> {
    return this.#foreground.end();
  }

  /** The last moment: nothing is waited for. */
  close(): void {
    this.#foreground.close();
    this.#file?.remove();
  }

  readonly #find = (word: string) => findProgram(word, process.cwd(), this.#where.env);

  #copy(text: string): Promise<string> {
    return copyText(text, this.#where, (sequence) => this.#terminal.send(sequence));
  }

  async #copyInstead(address: string, why: string): Promise<void> {
    try {
      this.#tell(`${why.replace(/\.$/, "")}; the address is copied instead. ${await this.#copy(address)}`);
    } catch (error) {
      throw new Error(`${why.replace(/\.$/, "")}, and ${address} could not be copied. ${reasonOf(error)}`);
    }
  }

  #inTerminal(argv: Argv, env: Environment, cwd: string, hint?: string): Promise<void> {
    return this.#terminal.handOver(() => this.#foreground.run(argv, env, cwd), hint);
  }
}

function argvOf([program = "", ...words]: readonly string[]): Argv {
  return [program, ...words];
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function targetOf(program: string): string {
  try {
    return realpathSync(program);
  } catch {
    return program;
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

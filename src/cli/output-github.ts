/**
 * Log records for a job of GitHub Actions: the output folded in groups, failures as annotations with the last lines before them
 * (https://docs.github.com/actions/reference/workflow-commands-for-github-actions).
 */

import { type LogRecord, level, stream } from "../../core/index.ts";
import { type LineForm, LineFormat } from "./output.ts";

/** Lines of a failed process that are shown again, outside of the folded group, and characters of each. */
const LAST_LINES = 20;
const LAST_CHARACTERS = 1000;

/**
 * What a process prints is never taken for a command: the runner is told to obey nothing until it is given a word that the
 * process cannot know, a new one each time.
 */
export class GithubFormat implements LineForm {
  readonly #plain: LineFormat;
  readonly #newToken: () => string;
  readonly #last = new Map<number, string[]>();
  /** The word that ends the group which is open. */
  #token: string | undefined;
  #groups = 0;

  constructor(options: { timestamps: boolean; newToken?: () => string }) {
    // The page of a job shows colours, and takes UTF-8.
    this.#plain = new LineFormat({ colour: true, unicode: true, timestamps: options.timestamps });
    this.#newToken = options.newToken ?? (() => crypto.randomUUID());
  }

  expect(name: string): void {
    this.#plain.expect(name);
  }

  record(record: LogRecord, name: string): string {
    const line = this.#plain.record(record, name);
    if (line === "") return "";
    if (record.stream === stream.system && record.level >= level.warn) return this.#annotation(record, name);
    const last = this.#last.get(record.source) ?? [];
    last.push(line.length > LAST_CHARACTERS ? `${line.slice(0, LAST_CHARACTERS)}\x1b[0m\n` : line);
    if (last.length > LAST_LINES) last.shift();
    this.#last.set(record.source, last);
    return this.#open() + line;
  }

  apart(): string {
    return this.#open() + this.#plain.apart();
  }

  dropped(count: number, time?: number): string {
    return this.#open() + this.#plain.dropped(count, time);
  }

  leftOut(count: number): string {
    return this.#open() + this.#plain.leftOut(count);
  }

  end(): string {
    const rest = this.#plain.end();
    return (rest === "" ? "" : this.#open() + rest) + this.#close();
  }

  #annotation(record: LogRecord, name: string): string {
    const isFailure = record.level >= level.error;
    const title = record.source === 0 ? "brum" : name;
    const command = `::${isFailure ? "error" : "warning"} title=${property(title)}::${data(record.text)}\n`;
    const last = isFailure && record.source !== 0 ? (this.#last.get(record.source) ?? []) : [];
    this.#last.delete(record.source);
    return this.#close() + command + (last.length === 0 ? "" : fenced(last.join(""), this.#newToken()));
  }

  #open(): string {
    if (this.#token !== undefined) return "";
    this.#token = this.#newToken();
    this.#groups += 1;
    return `::group::${this.#groups === 1 ? "Output" : "Output goes on"}\n::stop-commands::${this.#token}\n`;
  }

  #close(): string {
    if (this.#token === undefined) return "";
    const resume = `::${this.#token}::\n::endgroup::\n`;
    this.#token = undefined;
    return resume;
  }
}

function fenced(text: string, token: string): string {
  return `::stop-commands::${token}\n${text}::${token}::\n`;
}

/** As the runner wants the text of a command. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** As it wants the value of a property. */
function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** Values that more than one key of a process takes. */

import { type Kind, oneOf, text, whole } from "../kinds.ts";
import { isTable } from "../toml-file.ts";
import { either, listOf, mapped, one, type Shape } from "./shape.ts";

/** What is run: for people, and as program and arguments. */
export interface Command {
  readonly shown: string;
  readonly argv: readonly string[];
}

export const isText = (value: unknown): value is string => typeof value === "string";
export const isList = (value: unknown): boolean => Array.isArray(value);

/** The user's shell for a text: its own quoting, pipes and variables work. */
function shell(line: string): Command {
  const argv = process.platform === "win32" ? ["cmd.exe", "/d", "/s", "/c", line] : ["/bin/sh", "-c", line];
  return { shown: line, argv };
}

/** A word as a POSIX shell would read it back. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

const argument: Kind<string> = {
  allowed: "a text",
  range: "a text",
  schema: { type: "string" },
  read: (value) => (isText(value) && !value.includes("\0") ? value : undefined),
};

const programAndArguments: Shape<Command> = mapped(
  listOf("a program with its arguments", one(argument), 1),
  (argv, at) => {
    if (argv[0]?.trim() === "") return at.mistake("must begin with a program, not with an empty text.");
    return { shown: argv.map(quoted).join(" "), argv };
  },
);

/** A text for the shell, or a program and its arguments, which no shell sees. */
export const command: Shape<Command> = either<Command, Command>(
  'a text for the shell or a list of program and arguments, like "npm run dev" or ["npm", "run", "dev"]',
  mapped(one(text("a command that is not empty")), (line) => shell(line.trim())),
  isText,
  programAndArguments,
  isList,
);

/** A regular expression with the flag `u`, to be found somewhere in a line. */
export const pattern: Shape<string> = {
  allowed: "a regular expression",
  schema: { type: "string", minLength: 1, format: "regex" },
  read(value, at) {
    if (!isText(value) || value === "") return at.refuse(this.allowed, value);
    try {
      new RegExp(value, "u");
      return value;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return at.mistake(`must be a regular expression (JavaScript, flag u), not ${JSON.stringify(value)}. ${why}`);
    }
  },
};

/** Whether it can be a process's name: a word of a command line can be it, and one line shows it. */
export function isName(text: string): boolean {
  return /^[^-\s\p{Cc}]([^\p{Cc}]*[^\s\p{Cc}])?$/u.test(text);
}

/** A name of a process or a group. */
export const name = one(text("a name"));

/** Only `true`: a key that is there or not. */
export const set: Shape<true> = {
  allowed: "true",
  schema: { enum: [true] },
  read: (value, at) => (value === true ? true : at.refuse("true", value)),
};

export const count = (min: number, max: number): Shape<number> => one(whole(min, max));
export const choice = <T extends string>(values: readonly T[]): Shape<T> => one(oneOf(values));

/** Variables: texts; numbers and truth values are taken as they are written. */
export const variables: Shape<Readonly<Record<string, string>>> = {
  allowed: 'a table of variables, like { NODE_ENV = "test" }',
  schema: { type: "object", additionalProperties: { type: ["string", "number", "boolean"] } },
  read(value, at) {
    if (!isTable(value)) return at.refuse(this.allowed, value);
    const read = Object.entries(value).map(([variable, given]) => {
      const spot = at.inside(variable);
      if (!/^[^=\0]+$/.test(variable)) return spot.mistake("is no name of a variable.");
      if (variable.startsWith("BRUMMER_") || ours.includes(variable)) {
        spot.warn("has no effect: brum sets or keeps back this variable for all processes.");
      }
      if (isText(given) && !given.includes("\0")) return [variable, given] as const;
      const isPlain = ["number", "bigint", "boolean"].includes(typeof given);
      return isPlain ? ([variable, String(given)] as const) : spot.refuse("a text", given);
    });
    const good = read.filter((entry) => entry !== undefined);
    return good.length === read.length ? Object.fromEntries(good) : undefined;
  },
};

/** Variables that every process gets from brum. */
const ours = ["BRUM_PROCESS", "BRUM_MCP_URL", "BRUM_RUN"];

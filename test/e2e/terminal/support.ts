/** The real program on a virtual terminal, with a small project whose processes have terminals. */

import { join } from "node:path";
import { makeFolder } from "../../support/folder.ts";
import { VirtualTerminal } from "../../support/virtual-terminal.ts";

const main = join(import.meta.dir, "../../../src/main.ts");
const editor = join(import.meta.dir, "editor.ts");

/** Command lines by the names of the processes that a test needs. */
export const programs = {
  editor: `${process.execPath} ${editor}`,
  less: "less lines.txt",
  shell: "bash --norc --noprofile",
  flood: "bash -c 'while :; do seq 1 100000; done'",
} as const;

/** A started Brummer, with its project's files. */
export class Project extends VirtualTerminal {
  readonly #folder: ReturnType<typeof makeFolder>;

  private constructor(folder: ReturnType<typeof makeFolder>, columns: number, rows: number) {
    const own = (name: string) => join(folder.path, name);
    super({
      argv: [process.execPath, main, "--no-mcp", "-d", own("project")],
      columns,
      rows,
      env: {
        XDG_STATE_HOME: own("state"),
        XDG_DATA_HOME: own("data"),
        XDG_RUNTIME_DIR: own("run"),
        PS1: "$ ",
        TERM: "xterm-256color",
        BRUM_RUN: "",
      },
    });
    this.#folder = folder;
  }

  /** Starts it; resolves when its processes are listed. */
  static async open(names: readonly (keyof typeof programs)[], columns = 100, rows = 24): Promise<Project> {
    const table = names.map((name) => `[processes.${name}]\ncommand = ${JSON.stringify(programs[name])}\ntty = true\n`);
    const folder = makeFolder({
      "project/.brum.toml": table.join("\n"),
      "project/lines.txt": Array.from({ length: 500 }, (_, index) => `line ${index + 1}\n`).join(""),
      "run/none": "",
      "state/none": "",
      "data/none": "",
    });
    const project = new Project(folder, columns, rows);
    await project.see(/start:/, 15_000);
    project.press("escape");
    await project.see(new RegExp(`○ ${names[0]}`));
    return project;
  }

  /** Waits until a row shows this; its place. */
  async find(pattern: RegExp): Promise<{ readonly x: number; readonly y: number }> {
    await this.see(pattern);
    const rows = this.screen().split("\n");
    const y = rows.findIndex((row) => pattern.test(row));
    return { x: pattern.exec(rows[y] ?? "")?.index ?? -1, y };
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    // The orderly way, so that its processes end too.
    process.kill(this.pid, "SIGTERM");
    await Promise.race([this.exited, Bun.sleep(5_000)]);
    await super[Symbol.asyncDispose]();
    this.#folder[Symbol.dispose]();
  }
}

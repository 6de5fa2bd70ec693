/** The terminal after a Brummer with a screen was ended by SIGKILL, and after one that ended by itself: a real one (tmux). */

import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../support/folder.ts";
import { hasTmux } from "../support/terminal.ts";
import { waitFor } from "../support/wait.ts";

const main = join(import.meta.dir, "../../src/main.ts");

setDefaultTimeout(60_000);

/** A terminal in which a program stands between the screen and whoever looks: it says when the screen has ended. */
class Pane {
  readonly #folder = makeFolder({
    "project/package.json": JSON.stringify({ name: "shop", scripts: { web: "sleep 1000", api: "exit 1" } }),
    "run/none": "",
  });

  constructor() {
    const own = (name: string) => join(this.#folder.path, name);
    const env = `XDG_STATE_HOME=${own("run")} XDG_DATA_HOME=${own("run")} XDG_RUNTIME_DIR=${own("run")}`;
    const brum = `env ${env} '${process.execPath}' '${main}' --no-mcp -d '${own("project")}' web`;
    const command = `echo before; (sh -c 'echo $PPID' >'${own("run/pid")}'; exec ${brum}); echo left; exec sleep 1000`;
    this.tmux("new-session", "-d", "-x", "90", "-y", "16", command);
  }

  tmux(...words: string[]): string {
    return execFileSync("tmux", ["-S", join(this.#folder.path, "socket"), "-f", "/dev/null", ...words], {
      encoding: "utf8",
      env: { ...process.env, LANG: "C.UTF-8", LC_ALL: "C.UTF-8" },
    });
  }

  get text(): string {
    return this.tmux("capture-pane", "-p");
  }

  get pid(): number {
    return Number(readFileSync(join(this.#folder.path, "run/pid"), "utf8"));
  }

  /** Mouse, alternate screen, cursor: 1 where it is on. */
  get modes(): string {
    return this.tmux("display-message", "-p", "#{mouse_any_flag}#{alternate_on}#{cursor_flag}").trim();
  }

  /** The line modes that keys depend on. */
  get lineModes(): readonly string[] {
    const tty = this.tmux("display-message", "-p", "#{pane_tty}").trim();
    const all = execFileSync("stty", ["-F", tty, "-a"], { encoding: "utf8" }).split(/[\s;]+/);
    return all.filter((mode) => /^-?(?:icanon|echo|isig|icrnl|opost)$/.test(mode)).sort();
  }

  async see(pattern: RegExp): Promise<void> {
    await waitFor(String(pattern), () => pattern.test(this.text), 20_000);
  }

  close(): void {
    this.tmux("kill-server");
    this.#folder[Symbol.dispose]();
  }
}

const cooked = ["echo", "icanon", "icrnl", "isig", "opost"];
let pane: Pane | undefined;

afterEach(() => {
  pane?.close();
  pane = undefined;
});

describe.if(hasTmux && process.platform === "linux")("the terminal", () => {
  test("is given back by the guard when brum is ended by SIGKILL", async () => {
    pane = new Pane();
    await pane.see(/● web/);
    expect(pane.modes).toBe("110");
    expect(pane.lineModes).toContain("-icanon");
    process.kill(pane.pid, "SIGKILL");
    await waitFor("the main screen", () => pane?.modes === "001", 5_000);
    await waitFor("line modes", () => pane?.lineModes.join() === cooked.join(), 5_000);
    expect(pane.text).toStartWith("before\n");
  });

  test("is not written to by the guard when brum has ended by itself", async () => {
    pane = new Pane();
    await pane.see(/● web/);
    pane.tmux("send-keys", "C-c");
    await pane.see(/^left/m);
    expect(pane.modes).toBe("001");
    expect(pane.text.trimEnd()).toBe("before\nleft");
    // Had the guard written, or the runtime of it set modes of its own, it would be by now.
    await Bun.sleep(1_000);
    expect(pane.text.trimEnd()).toBe("before\nleft");
    expect(pane.lineModes).toEqual(cooked);
  });
});

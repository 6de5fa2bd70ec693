import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { makeFolder } from "../support/folder.ts";
import { waitFor } from "../support/wait.ts";

/** Living processes whose command line holds the word. */
function living(word: string): number[] {
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      if (/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "latin1"))) return [];
      return readFileSync(`/proc/${pid}/cmdline`, "latin1").includes(word) ? [Number(pid)] : [];
    } catch {
      return [];
    }
  });
}

/** Numbers of the guards of this Brummer. */
const guardsOf = (brum: number) => living(`__guard`).filter((pid) => commandLine(pid).endsWith(`\0${brum}\0`));

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1");
  } catch {
    return "";
  }
}

const entry = new URL("../../src/main.ts", import.meta.url).pathname;

function start(folder: string, commands: readonly string[]) {
  return Bun.spawn([process.execPath, entry, "--no-tui", "--no-mcp", "-d", folder, ...commands], {
    stdout: "pipe",
    stderr: "ignore",
    env: { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder },
  });
}

/** Nothing with the word lives two seconds after this call, and the guard has ended too. */
async function expectEnd(word: string, brum: number): Promise<void> {
  const began = performance.now();
  await waitFor("their end", () => living(word).length === 0, 2000);
  expect(performance.now() - began).toBeLessThan(2000);
  await waitFor("the guard's end", () => guardsOf(brum).length === 0, 3000);
}

/** What Brummer has started; before its program runs, a new process still shows Brummer's own command line. */
const started = (word: string) => living(word).filter((pid) => !commandLine(pid).includes("main.ts"));

/** Milliseconds after which the guard has looked at what was started, on a busy machine too. */
const SEEN_MS = 1000;

let count = 0;
const newWord = () => `brumkill${process.pid}x${count++}x`;

describe.if(process.platform === "linux")("a Brummer that is ended by SIGKILL", () => {
  test("under load leaves nothing behind that lives two seconds later, wherever it went", async () => {
    const word = newWord();
    const loop = `trap '' TERM; while :; do sleep 0.2; done; echo ${word}`;
    const script = `
      trap '' TERM
      sh -c "${loop}" &
      setsid sh -c "${loop}" &
      env -i setsid sh -c "${loop}" &
      (setsid sh -c "${loop}" & exit 0)
      yes ${word}`;
    using folder = makeFolder({ "load.sh": script });
    const brum = start(
      folder.path,
      Array.from({ length: 5 }, (_, index) => `sh ./load.sh ${word}-${index}`),
    );
    void brum.stdout.pipeTo(new WritableStream());
    // Six of each script: itself, its four children, and `yes`.
    await waitFor("the load", () => started(word).length >= 30, 10_000);
    expect(guardsOf(brum.pid)).toHaveLength(1);
    // What has emptied its environment is known to the guard by its looks alone, soon after each start.
    await sleep(SEEN_MS);
    brum.kill("SIGKILL");
    await brum.exited;
    await expectEnd(word, brum.pid);
  }, 20_000);

  test("leaves no child that is halted", async () => {
    const word = newWord();
    using folder = makeFolder({});
    const brum = start(folder.path, [`sh -c 'sleep 300; echo ${word}' & kill -STOP $! $$; wait`]);
    void brum.stdout.pipeTo(new WritableStream());
    const halted = () => living(word).filter((pid) => /\) T /.test(readFileSync(`/proc/${pid}/stat`, "latin1")));
    await waitFor("two halted processes", () => halted().length >= 2, 10_000);
    brum.kill("SIGKILL");
    await brum.exited;
    await expectEnd(word, brum.pid);
  }, 20_000);

  test.each([60, 120, 180, 240, 300])(
    "%d ms after its start leaves nothing",
    async (afterMs) => {
      const word = newWord();
      using folder = makeFolder({});
      const commands = Array.from({ length: 5 }, (_, index) => `sleep 300; echo ${word}-${index}`);
      const brum = start(folder.path, commands);
      void brum.stdout.pipeTo(new WritableStream());
      await sleep(afterMs);
      brum.kill("SIGKILL");
      await brum.exited;
      await expectEnd(word, brum.pid);
    },
    20_000,
  );
});

test.if(process.platform === "linux")(
  "a Brummer whose guard is killed says so, and still ends all itself",
  async () => {
    const word = newWord();
    using folder = makeFolder({});
    const brum = start(folder.path, [`sleep 300; echo ${word}`]);
    let said = "";
    void brum.stdout.pipeThrough(new TextDecoderStream()).pipeTo(
      new WritableStream({
        write(text) {
          said += text;
        },
      }),
    );
    await waitFor("the process", () => started(word).length >= 1, 10_000);
    const guards = await waitFor("the guard", () => {
      const found = guardsOf(brum.pid);
      return found.length === 1 && found;
    });
    for (const guard of guards) process.kill(guard, "SIGKILL");
    await waitFor("the warning", () => said.includes("The guard process is gone (it ended by SIGKILL)"), 5000);
    expect(started(word).length).toBeGreaterThanOrEqual(1);
    brum.kill("SIGTERM");
    expect(await brum.exited).toBe(0);
    expect(living(word)).toEqual([]);
  },
  20_000,
);

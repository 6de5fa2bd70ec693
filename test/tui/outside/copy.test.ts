/** Copying with real programs, which are scripts, and a terminal that keeps what it is sent. */

import { describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { copyText } from "../../../tui/outside/copy.ts";
import { outsideLimits } from "../../../tui/outside/limits.ts";
import { waitFor } from "../../support/wait.ts";
import { FakePrograms, taker } from "./fake-programs.ts";

const fails = "#!/bin/sh\nexit 1\n";
const hangs = '#!/bin/sh\necho $$ >"$0.pid"\nexec /bin/sleep 60\n';
/** Goes on in the background with all the streams that it has, as xclip does. */
const stays = `#!/bin/sh
/bin/cat >"$0.part"
(exec /bin/sleep 60) &
echo $! >"$0.pid"
/bin/mv "$0.part" "$0.got"
`;

/** Copies; the sentence, also where it is that of an error, and what the terminal was sent. */
async function copy(text: string, tools: FakePrograms, env: Record<string, string>, takes = true) {
  const sent: string[] = [];
  const where = { env: { PATH: tools.path, ...env }, platform: "linux" };
  const sentence = await copyText(text, where, (sequence) => {
    if (takes) sent.push(sequence);
    return takes;
  }).catch((error: Error) => `error: ${error.message}`);
  return { sentence, sent };
}

const sequence = (text: string) => `\x1b]52;c;${Buffer.from(text).toString("base64")}\x07`;

describe("copyText", () => {
  test("the terminal and the first program get it, clean", async () => {
    using tools = new FakePrograms({ xclip: taker, xsel: taker });
    const { sentence, sent } = await copy("\x1b[31mé\x1b[0m  \r\n\tb \n\n", tools, { DISPLAY: ":0" });
    expect(sentence).toBe("Copied 2 lines.");
    expect(sent).toEqual([sequence("é\n\tb")]);
    expect(tools.got("xclip")).toBe("é\n\tb");
    expect(tools.log("xclip")).toBe("-selection\nclipboard\n");
    expect(tools.got("xsel")).toBeUndefined();
  });

  test.each([
    ["fails", fails],
    ["cannot be started", "#!/gone/sh\n"],
  ])("the next one where the first %s", async (_, first) => {
    using tools = new FakePrograms({ "wl-copy": first, xclip: taker });
    const { sentence } = await copy("a", tools, { DISPLAY: ":0", WAYLAND_DISPLAY: "wayland-0" });
    expect(sentence).toBe("Copied 1 line.");
    expect(tools.got("xclip")).toBe("a");
  });

  test("one that stays in the background is not waited for", async () => {
    using tools = new FakePrograms({ xclip: stays });
    const begin = performance.now();
    expect((await copy("a", tools, { DISPLAY: ":0" })).sentence).toBe("Copied 1 line.");
    expect(performance.now() - begin).toBeLessThan(outsideLimits.copyMs);
    expect(tools.got("xclip")).toBe("a");
    process.kill(Number(await Bun.file(tools.program("xclip.pid")).text()));
  });

  test("one that does not end is killed after its time", async () => {
    using tools = new FakePrograms({ xclip: hangs });
    const begin = performance.now();
    const { sentence } = await copy("a".repeat(1_000_000), tools, { DISPLAY: ":0" });
    expect(performance.now() - begin).toBeLessThan(outsideLimits.copyMs + 1_000);
    const pid = Number(await Bun.file(tools.program("xclip.pid")).text());
    await waitFor("its end", () => spawnSync("ps", ["-p", String(pid)]).status !== 0);
    expect(sentence).toStartWith("Copied the beginning of 1 line, as much as terminals take, if the terminal allows");
  });

  test("over ssh only the terminal gets it", async () => {
    using tools = new FakePrograms({ xclip: taker });
    const { sentence, sent } = await copy("a\nb", tools, { DISPLAY: ":0", SSH_TTY: "/dev/pts/1" });
    expect(sentence).toBe("Copied 2 lines, if the terminal allows that (OSC 52).");
    expect(sent).toHaveLength(1);
    expect(tools.log("xclip")).toBeUndefined();
  });

  test("without a program, what would help is said", async () => {
    using tools = new FakePrograms({});
    expect((await copy("a", tools, { DISPLAY: ":0" })).sentence).toBe(
      "Copied 1 line, if the terminal allows that (OSC 52). With xclip installed it is certain.",
    );
  });

  test.each([
    ["the terminal has no clipboard", { TERM: "linux" }, true],
    ["the terminal is busy", {}, false],
  ])("nothing takes it: %s", async (_, env, takes) => {
    using tools = new FakePrograms({ xclip: fails });
    const { sentence, sent } = await copy("a", tools, { DISPLAY: ":0", ...env }, takes);
    expect(sentence).toBe(
      "error: Nothing was copied: neither the terminal nor a program here can reach a clipboard. Install xclip.",
    );
    expect(sent).toEqual([]);
  });

  test("nothing is copied of nothing", async () => {
    using tools = new FakePrograms({ xclip: taker });
    const { sentence, sent } = await copy("\x1b[0m \n", tools, { DISPLAY: ":0" });
    expect(sentence).toBe("error: There is nothing to be copied.");
    expect(sent).toEqual([]);
    expect(tools.log("xclip")).toBeUndefined();
  });

  test("the terminal gets as many lines as it takes, a program more, and both are said", async () => {
    using tools = new FakePrograms({ xclip: taker });
    using none = new FakePrograms({});
    const line = "x".repeat(99);
    const text = Array.from({ length: 2_000 }, () => line).join("\n");
    const whole = await copy(text, tools, { DISPLAY: ":0" });
    expect(whole.sentence).toBe("Copied 2,000 lines.");
    expect(tools.got("xclip")).toBe(text);
    const lines = Math.floor((outsideLimits.terminalCopyBytes + 1) / 100);
    expect(whole.sent).toEqual([sequence(Array.from({ length: lines }, () => line).join("\n"))]);
    expect(whole.sent[0]?.length).toBeLessThanOrEqual(100_000 + 8);
    expect((await copy(text, none, {})).sentence).toBe(
      `Copied the first ${lines} lines of 2,000, as much as terminals take, if the terminal allows that (OSC 52).`,
    );
  });

  test("a program gets no more than its limit", async () => {
    using tools = new FakePrograms({ xclip: taker });
    const text = `a\n${"x".repeat(outsideLimits.copyBytes)}`;
    expect((await copy(text, tools, { DISPLAY: ":0" })).sentence).toBe(
      "Copied the first 1 line of 2, as much as fits.",
    );
    expect(tools.got("xclip")).toBe("a");
  });

  test("Windows's takes UTF-16", async () => {
    using tools = new FakePrograms({ "clip.exe": taker });
    await copy("é", tools, { WSL_DISTRO_NAME: "Ubuntu" });
    expect(tools.got("clip.exe")).toBe("\ufffd\0");
  });
});

/** Which program is chosen, by environment and platform: tables. */

import { describe, expect, test } from "bun:test";
import { chooseBrowser, webAddress } from "../../../tui/outside/browser.ts";
import { chooseEditor } from "../../../tui/outside/choose-editor.ts";
import { clipboardTools, missingTool } from "../../../tui/outside/clipboard-tools.ts";
import { choosePager } from "../../../tui/outside/pager.ts";

const finds =
  (...names: string[]) =>
  (word: string) =>
    names.includes(word) ? `/bin/${word}` : undefined;
const linux = (env: Record<string, string>) => ({ env, platform: "linux" });

describe("clipboardTools", () => {
  const x11 = ["xclip -selection clipboard", "xsel --clipboard --input"];
  const wayland = "wl-copy --type text/plain";
  const tmux = "tmux load-buffer -w -";

  test.each([
    ["linux", {}, []],
    ["linux", { DISPLAY: ":0" }, x11],
    ["linux", { DISPLAY: ":0", WAYLAND_DISPLAY: "wayland-0" }, [wayland, ...x11]],
    ["linux", { DISPLAY: "" }, []],
    ["linux", { DISPLAY: ":0", SSH_TTY: "/dev/pts/1" }, []],
    ["linux", { WAYLAND_DISPLAY: "wayland-0", SSH_CONNECTION: "1 2 3 4" }, []],
    ["linux", { TMUX: "/tmp/x,1,0" }, [tmux]],
    ["linux", { TMUX: "/tmp/x,1,0", DISPLAY: ":0" }, [...x11, tmux]],
    ["linux", { TMUX: "/tmp/x,1,0", DISPLAY: ":0", SSH_TTY: "/dev/pts/1" }, [tmux]],
    ["linux", { WSL_DISTRO_NAME: "Ubuntu" }, ["clip.exe"]],
    ["darwin", {}, ["pbcopy"]],
    ["darwin", { SSH_TTY: "/dev/ttys1" }, []],
    ["win32", {}, ["clip.exe"]],
  ])("%s %j", (platform, env, tools) => {
    expect(clipboardTools({ env, platform }).map(({ argv }) => argv.join(" "))).toEqual(tools);
  });

  test.each([
    [linux({ DISPLAY: ":0" }), "xclip"],
    [linux({ WAYLAND_DISPLAY: "wayland-0" }), "wl-clipboard"],
    [linux({}), undefined],
    [linux({ DISPLAY: ":0", SSH_TTY: "/dev/pts/1" }), undefined],
    [{ env: {}, platform: "darwin" }, undefined],
  ])("what would help: %j", (where, missing) => {
    expect(missingTool(where)).toBe(missing);
  });
});

describe("chooseEditor", () => {
  const all = finds("nvim", "nano", "vi", "code", "notepad", "my ed", "editor");

  test.each([
    ["EDITOR", linux({ EDITOR: "vi" }), ["/bin/vi"]],
    ["VISUAL before it", linux({ EDITOR: "vi", VISUAL: "code --wait" }), ["/bin/code", "--wait"]],
    ["an empty one is none", linux({ EDITOR: "vi", VISUAL: " " }), ["/bin/vi"]],
    ["quotes", linux({ EDITOR: "'my ed' -x 'a b'" }), ["/bin/my ed", "-x", "a b"]],
    ["blanks in the path of a program", linux({ EDITOR: "my ed" }), ["/bin/my ed"]],
    ["the first of some", linux({}), ["/bin/nvim"]],
    ["in the terminal of VS Code", linux({ TERM_PROGRAM: "vscode" }), ["/bin/code"]],
    ["on Windows", { env: {}, platform: "win32" }, ["/bin/code"]],
  ])("%s", (_, where, words) => {
    expect(chooseEditor(where, all)).toEqual(words);
  });

  test.each([
    ["is not there", linux({ EDITOR: "gone -x" }), 'EDITOR is "gone -x", but there is no program "gone".'],
    ["has an open quote", linux({ VISUAL: "vi 'x" }), "VISUAL cannot be read: a quote is not closed in vi 'x"],
    ["is missing, and no other is there", linux({}), "No editor was found. Set EDITOR to the one that you use."],
  ])("one that %s", (_, where, message) => {
    expect(() => chooseEditor(where, finds("vi-ish"))).toThrow(message);
  });
});

describe("chooseBrowser", () => {
  const address = "http://localhost:3000/?a=1&b=%20'x'";
  const all = finds("firefox", "lynx", "xdg-open", "open", "rundll32", "rundll32.exe", "wslview", "gio");

  test.each([
    ["the system's", linux({ DISPLAY: ":0" }), ["/bin/xdg-open", address], false],
    ["macOS", { env: {}, platform: "darwin" }, ["/bin/open", address], false],
    ["Windows", { env: {}, platform: "win32" }, ["/bin/rundll32", "url.dll,FileProtocolHandler", address], false],
    ["WSL", linux({ WSL_DISTRO_NAME: "Ubuntu" }), ["/bin/wslview", address], false],
    ["BROWSER", linux({ BROWSER: "firefox" }), ["/bin/firefox", address], false],
    [
      "BROWSER with a place",
      linux({ BROWSER: "firefox --new %s -x" }),
      ["/bin/firefox", "--new", address, "-x"],
      false,
    ],
    ["the first that is there", linux({ BROWSER: "gone:firefox" }), ["/bin/firefox", address], false],
    ["none of BROWSER is there", linux({ BROWSER: "gone", DISPLAY: ":0" }), ["/bin/xdg-open", address], false],
    ["one of the terminal", linux({ BROWSER: "lynx" }), ["/bin/lynx", address], true],
  ])("%s", (_, where, words, needsTerminal) => {
    expect(chooseBrowser(address, where, all)).toEqual({ words, needsTerminal });
  });

  test.each([
    ["without a display", linux({}), all],
    ["without a program", linux({ DISPLAY: ":0" }), finds()],
  ])("none %s", (_, where, find) => {
    expect(chooseBrowser(address, where, find)).toBeUndefined();
  });

  test("`gio open` where there is no xdg-open", () => {
    expect(chooseBrowser(address, linux({ DISPLAY: ":0" }), finds("gio"))?.words).toEqual([
      "/bin/gio",
      "open",
      address,
    ]);
  });

  test("a replacement pattern in the address is text", () => {
    const odd = "http://x/$&$1";
    expect(chooseBrowser(odd, linux({ BROWSER: "firefox %s" }), all)?.words).toEqual(["/bin/firefox", odd]);
  });

  test.each(["http://localhost:3000", "https://x.example/a?b=c#d"])("%s is an address", (text) => {
    expect(webAddress(text)).toStartWith(text);
  });

  test.each(["file:///etc/passwd", "javascript:alert(1)", "-x", "", "localhost:3000", "http://", "vscode://x"])(
    "%s is not opened",
    (text) => {
      expect(() => webAddress(text)).toThrow("Only addresses that begin with http:// or https:// are opened");
    },
  );

  test("blanks and quotes of an address are written as it must be", () => {
    expect(webAddress('http://x/a b"c')).toBe("http://x/a%20b%22c");
  });
});

describe("choosePager", () => {
  const all = finds("less", "more", "most");

  test.each([
    ["less", {}, ["/bin/less", "-R"], true],
    ["the user's", { PAGER: "most -s" }, ["/bin/most", "-s"], false],
    ["the user's less, which shows colours", { PAGER: "less" }, ["/bin/less"], true],
    ["that has options", { PAGER: "less -FRX" }, ["/bin/less", "-FRX"], true],
    ["that has settings", { PAGER: "less", LESS: "FRX" }, ["/bin/less"], true],
    ["that shall show none", { PAGER: "less", LESS: "-F" }, ["/bin/less"], false],
    ["one that pages nothing", { PAGER: "cat" }, ["/bin/less", "-R"], true],
    ["one that pages nothing, by its path", { PAGER: "/bin/cat -v" }, ["/bin/less", "-R"], true],
  ])("%s", (_, env, words, takesStyles) => {
    const call = choosePager(linux(env), all);
    expect(call.words).toEqual(words);
    expect(call.takesStyles).toBe(takesStyles);
  });

  test("more, and none", () => {
    expect(choosePager(linux({}), finds("more"))).toMatchObject({ words: ["/bin/more"], takesStyles: false });
    expect(() => choosePager(linux({}), finds())).toThrow("neither less nor more is installed");
    expect(() => choosePager(linux({ PAGER: "gone" }), all)).toThrow(
      'PAGER is "gone", but there is no program "gone".',
    );
  });
});

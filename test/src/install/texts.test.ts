import { describe, expect, test } from "bun:test";
import { isEqual } from "es-toolkit";
import fc from "fast-check";
import { parse } from "jsonc-parser";
import { parse as parseToml } from "smol-toml";
import { changedLines } from "../../../src/install/diff.ts";
import { removeFromJson, setInJson } from "../../../src/install/json-text.ts";
import { removeFromToml, setInToml } from "../../../src/install/toml-text.ts";

const URL = "http://127.0.0.1:7777/mcp";
const json = (text: string, entry: Record<string, unknown> = { url: URL }) => setInJson(text, ["mcpServers"], entry);
const toml = (text: string) => setInToml(text, ["mcp_servers"], { url: URL });

/** The JSON library sets the prototype by that one. */
const key = fc.string().filter((one) => one !== "__proto__");

describe("an entry in JSON", () => {
  test("in an empty file", () => {
    const whole = `{\n  "mcpServers": {\n    "brummer": {\n      "url": "${URL}"\n    }\n  }\n}\n`;
    for (const empty of ["", "\n", "  \n\n"]) expect(json(empty)).toBe(whole);
    expect(json("{}\n")).toBe(whole);
  });

  test("beside others, which stay byte for byte as they are", () => {
    const text = `// mine
{
    "theme":   "dark", /* odd blanks */
    "mcpServers": {
        "other": { "command": "x", "args": ["a",  "b"] } // keep
    },
    "last": 1e3,
}
`;
    expect(json(text)).toBe(`// mine
{
    "theme":   "dark", /* odd blanks */
    "mcpServers": {
        "other": { "command": "x", "args": ["a",  "b"] }, // keep
        "brummer": {
            "url": "${URL}"
        }
    },
    "last": 1e3,
}
`);
  });

  test("with the line ends and the indentation of the file", () => {
    expect(json('{\r\n\t"a": 1\r\n}\r\n')).toBe(
      `{\r\n\t"a": 1,\r\n\t"mcpServers": {\r\n\t\t"brummer": {\r\n\t\t\t"url": "${URL}"\r\n\t\t}\r\n\t}\r\n}\r\n`,
    );
  });

  test("that is there gets another address and keeps the rest", () => {
    const text = '{"mcpServers": {"brummer": {"url": "http://127.0.0.1:1/mcp", "env": {"X": "1"}}}}';
    expect(json(text)).toBe(`{"mcpServers": {"brummer": {"url": "${URL}", "env": {"X": "1"}}}}`);
    expect(json(json(text))).toBe(json(text));
  });

  test("that had its address under another name has one address afterwards", () => {
    const text = '{"mcpServers": {"brummer": {"url": "http://127.0.0.1:1/sse", "disabled": false}}}';
    expect(parse(json(text, { serverUrl: URL }))).toEqual({
      mcpServers: { brummer: { serverUrl: URL, disabled: false } },
    });
  });

  test("that had an address starts a program, and keeps what is the user's", () => {
    const text = '{"mcpServers": {"brummer": {"type": "http", "url": "a", "timeout": 5}, "b": {}}}';
    expect(parse(json(text, { command: "brum", args: ["mcp"] }))).toEqual({
      mcpServers: { brummer: { command: "brum", args: ["mcp"], timeout: 5 }, b: {} },
    });
  });

  test("that is no object is replaced as a whole; comments around it stay", () => {
    const text = '{\n  "mcpServers": {\n    "a": {}, // a\n    "brummer": null, // mine\n  },\n}\n';
    expect(json(text)).toBe(text.replace("null", `{ "url": "${URL}" }`));
  });

  test("that is as it should be is not written anew", () => {
    const text = '{"mcpServers":{"brummer":{"args":[  "mcp"],"command":"brum"}}}';
    expect(json(text, { command: "brum", args: ["mcp"] })).toBe(text);
  });

  test("in an object that holds comments only", () => {
    expect(json('{\n  "mcpServers": {\n    // none yet\n  }\n}\n')).toBe(
      `{\n  "mcpServers": {\n    "brummer": {\n      "url": "${URL}"\n    }\n    // none yet\n  }\n}\n`,
    );
  });

  test.each([
    ['{"mcpServers": {', "it cannot be read (1:17: closing brace } expected)"],
    ['{"a": 1}}', "it cannot be read (1:9: nothing may follow the object)"],
    ["[1]", "it is not a table of names and values"],
    ['{"mcpServers": []}', '"mcpServers" in it is not a table of names and values'],
    ['{"mcpServers": {"a": 1}, "mcpServers": {"b": 2}}', "does a name stand twice?"],
  ])("is not put into %s", (text, why) => {
    expect(() => json(text)).toThrow(why);
  });

  test("in any object changes nothing else", () => {
    const value = fc.object({ maxDepth: 2, key }).filter((one) => !Object.hasOwn(one, "mcpServers"));
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 1, 2, 4, "\t"), fc.boolean(), (object, indent, isWindows) => {
        const plain = JSON.stringify(object, null, indent);
        const text = isWindows ? plain.replaceAll("\n", "\r\n") : plain;
        const changed = json(text);
        const { mcpServers, ...rest } = parse(changed);
        expect(mcpServers).toEqual({ brummer: { url: URL } });
        expect(isEqual(rest, JSON.parse(text))).toBe(true);
        expect(changed.startsWith(text.replace(/\s*\}\s*$/, ""))).toBe(true);
      }),
    );
  });
});

describe("an entry that goes out of JSON", () => {
  const without = (text: string) => removeFromJson(text, ["mcpServers"]);

  test.each([
    ['{"mcpServers": {"brummer": {}}}', '{"mcpServers": {}}'],
    ['{"mcpServers": {"brummer": {}, "b": {}}}', '{"mcpServers": {"b": {}}}'],
    ['{"mcpServers": {"a": {}, "brummer": {}}}', '{"mcpServers": {"a": {}}}'],
    ['{"mcpServers": {"a": {}, "brummer": {},}}', '{"mcpServers": {"a": {}, }}'],
    ["{}", "{}"],
    ["", ""],
  ])("%s", (text, expected) => {
    expect(without(text)).toBe(expected);
  });

  test("leaves the comments of its neighbours", () => {
    const text = `{
  "mcpServers": {
    "a": {}, // of a, with a comma
    // of mine
    "brummer": {
      "command": "brum"
    }
  }
}
`;
    expect(without(text)).toBe(`{
  "mcpServers": {
    "a": {} // of a, with a comma
    // of mine
  }
}
`);
  });

  test("of what was put in, gives what was there", () => {
    const value = fc.object({ maxDepth: 2, key }).filter((one) => !Object.hasOwn(one, "mcpServers"));
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 1, 2, "\t"), fc.boolean(), (object, indent, hasOther) => {
        const whole = { ...object, mcpServers: hasOther ? { other: { a: 1 } } : {} };
        const text = JSON.stringify(whole, null, indent);
        expect(isEqual(parse(without(json(text))), JSON.parse(text))).toBe(true);
      }),
    );
  });
});

describe("an entry in TOML", () => {
  const entry = `[mcp_servers.brummer]\nurl = "${URL}"\n`;

  test("stands at the end, behind what is there", () => {
    expect(toml("")).toBe(entry);
    expect(toml("model = 'x' # mine")).toBe(`model = 'x' # mine\n\n${entry}`);
    expect(toml('[mcp_servers.a]\r\ncommand = "x"\r\n')).toBe(
      `[mcp_servers.a]\r\ncommand = "x"\r\n\r\n${entry.replaceAll("\n", "\r\n")}`,
    );
  });

  test("that is there gets another address", () => {
    const text =
      "[ mcp_servers . 'brummer' ]\nenabled = true\nurl = 'http://127.0.0.1:1/mcp'  # mine\n\n[x]\nurl = 'y'\n";
    expect(toml(text)).toBe(text.replace("'http://127.0.0.1:1/mcp'", `"${URL}"`));
    expect(toml(toml(text))).toBe(toml(text));
  });

  test("that had an address starts a program, and the other way round, over lists of several lines", () => {
    const entry = { command: "brum", args: ["mcp"] };
    const text = "[mcp_servers.brummer]\n# mine\nurl = 'a'\nenabled = true\n\n[x]\ny = 1\n";
    const started = setInToml(text, ["mcp_servers"], entry);
    expect(started).toBe(
      '[mcp_servers.brummer]\ncommand = "brum"\nargs = ["mcp"]\n# mine\nenabled = true\n\n[x]\ny = 1\n',
    );
    const long = started.replace('["mcp"]', "[\n  'old', # one\n  'mcp',\n]");
    expect(setInToml(long, ["mcp_servers"], entry)).toBe(started);
    expect(parseToml(toml(long))).toEqual({ mcp_servers: { brummer: { url: URL, enabled: true } }, x: { y: 1 } });
  });

  test("goes with its own tables, and nothing else", () => {
    const without = (text: string) => removeFromToml(text, ["mcp_servers"]);
    const others = "a = 1\n\n[mcp_servers.a]\ncommand = 'x'\n";
    const own = "[mcp_servers.brummer]\ncommand = 'brum'\n\n[mcp_servers.brummer.env]\nA = '1'\n";
    expect(without(`${others}\n${own}`)).toBe(others);
    const table = others.slice(others.indexOf("["));
    expect(without(`${own}\n${table}`)).toBe(table);
    expect(without(`${others}\n${own}\n[z]\n`)).toBe(`${others}\n[z]\n`);
    expect(without(own)).toBe("");
    expect(without(others)).toBe(others);
    expect(() => without("[mcp_servers]\nbrummer = { command = 'x' }\n")).toThrow("cannot take out: change it by hand");
  });

  test.each([
    ["a = ", "it cannot be read (1:5:"],
    ["mcp_servers = { a = { command = 'x' } }\n", "written in a way that Brummer cannot add to"],
    ["mcp_servers = 3\n", '"mcp_servers" in it is not a table'],
    ["[mcp_servers]\nbrummer = 1\n", "its entry is no table: change it by hand"],
    ["[mcp_servers]\nbrummer = { url = 'http://127.0.0.1:1/mcp' }\n", "written in a way"],
    ["text = '''\n[mcp_servers.brummer]\nurl = \"a\"\n'''\nmcp_servers.brummer.url = 'b'\n", "written in a way"],
  ])("is not put into %s", (text, why) => {
    expect(() => toml(text)).toThrow(why);
  });
});

test("a change is shown with three lines around it", () => {
  const lines = Array.from({ length: 9 }, (_, index) => String(index));
  const before = `${lines.join("\n")}\n`;
  expect(changedLines(before, before.replace("4\n", "x\ny\n"))).toEqual([
    "  1",
    "  2",
    "  3",
    "- 4",
    "+ x",
    "+ y",
    "  5",
    "  6",
    "  7",
  ]);
  expect(changedLines("", "a\n")).toEqual(["+ a"]);
  expect(changedLines("a\n", "")).toEqual(["- a"]);
  expect(changedLines("a\na\n", "a\n")).toEqual(["  a", "- a"]);
  expect(changedLines(before, before)).toEqual([]);
});

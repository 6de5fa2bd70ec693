import { describe, expect, test } from "bun:test";
import { isEqual } from "es-toolkit";
import fc from "fast-check";
import { parse } from "jsonc-parser";
import { setInJson } from "../../../src/install/json-text.ts";
import { setInToml } from "../../../src/install/toml-text.ts";

const URL = "http://127.0.0.1:7777/mcp";
const json = (text: string, entry: Record<string, string> = { url: URL }) => setInJson(text, ["mcpServers"], entry);
const toml = (text: string) => setInToml(text, ["mcp_servers"], { url: URL });

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
    const text = '{"mcpServers": {"brummer": {"url": "http://127.0.0.1:1/mcp", "headers": {"X": "1"}}}}';
    expect(json(text)).toBe(`{"mcpServers": {"brummer": {"url": "${URL}", "headers": {"X": "1"}}}}`);
    expect(json(json(text))).toBe(json(text));
  });

  test("that had its address under another name has one address afterwards", () => {
    const text = '{"mcpServers": {"brummer": {"url": "http://127.0.0.1:1/sse", "disabled": false}}}';
    expect(parse(json(text, { serverUrl: URL }))).toEqual({
      mcpServers: { brummer: { serverUrl: URL, disabled: false } },
    });
  });

  test("that started a program is replaced as a whole", () => {
    const text = '{"mcpServers": {"brummer": {"command": "brum", "args": ["--mcp"]}, "b": {}}}';
    expect(parse(json(text, { type: "http", url: URL }))).toEqual({
      mcpServers: { brummer: { type: "http", url: URL }, b: {} },
    });
  });

  test("in the place of one that started a program leaves the comments around it", () => {
    const text = '{\n  "mcpServers": {\n    "a": {}, // a\n    "brummer": { "command": "brum" }, // mine\n  },\n}\n';
    expect(json(text)).toBe(text.replace('{ "command": "brum" }', `{ "url": "${URL}" }`));
    const long = '{\n\t"mcpServers": {\n\t\t"brummer": {\n\t\t\t"command": "brum"\n\t\t}\n\t}\n}\n';
    expect(json(long)).toBe(long.replace('"command": "brum"', `"url": "${URL}"`));
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
    const value = fc.object({ maxDepth: 2 }).filter((one) => !Object.hasOwn(one, "mcpServers"));
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

  test.each([
    ["a = ", "it cannot be read (1:5:"],
    ["mcp_servers = { a = { command = 'x' } }\n", "written in a way that Brummer cannot add to"],
    ["mcp_servers = 3\n", '"mcp_servers" in it is not a table'],
    ["[mcp_servers.brummer]\ncommand = 'brum'\n", "its entry starts a program: change it by hand"],
    ["[mcp_servers]\nbrummer = { url = 'http://127.0.0.1:1/mcp' }\n", "written in a way"],
    ["text = '''\n[mcp_servers.brummer]\nurl = \"a\"\n'''\nmcp_servers.brummer.url = 'b'\n", "written in a way"],
  ])("is not put into %s", (text, why) => {
    expect(() => toml(text)).toThrow(why);
  });
});

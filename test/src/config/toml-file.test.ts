import { expect, test } from "bun:test";
import { TomlFile, TomlFileError } from "../../../src/config/toml-file.ts";

test.each([
  ["mcp_port_old = 1\nmcp_port = 2", "mcp_port", 2],
  ["# mcp_port = 1\n\n  mcp_port = 2", "mcp_port", 3],
  ['text = """\nmcp_port = 1\n"""\nmcp_port = 2', "mcp_port", 4],
  ["[a]\nsize = 1\n[core]\n# size = 0\nsize = 2", "core.size", 5],
  ["\n[core]\nsize = 1", "core", 2],
  ["x = 1\ncore.size = 2", "core.size", 2],
  ["x = 1\ncore = { name = 1, size = 2 }", "core.size", 2],
  ['[core]\nname = "a"\nsize = [\n  1,\n  2,\n]\nlast = 3', "core.size", 3],
  ['[core]\nsize = [\n  1,\n]\n"last" = 3', "core.last", 5],
  ["[core]\r\n\r\nsize = 1\r\n", "core.size", 3],
  ["huge = 9223372036854775808\n\nsize = 99999999999999999999", "size", 3],
])("in %p the key %s is on line %i", (text, path, line) => {
  expect(new TomlFile("f", text).line(path.split("."))).toBe(line);
});

test("a text that is no TOML says where", () => {
  expect(() => new TomlFile("/p/f.toml", "a = 1\nb = = 2\n")).toThrow(TomlFileError);
  expect(() => new TomlFile("/p/f.toml", "a = 1\nb = = 2\n")).toThrow(/^\/p\/f\.toml:2:\d+: /);
});

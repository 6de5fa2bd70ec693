import { expect, test } from "bun:test";
import { join } from "node:path";
import { loadConfiguration, settingGroups, settingsText } from "../../../src/config/index.ts";
import { allKeys } from "../../../src/config/keys.ts";
import { makeFolder } from "../../support/folder.ts";

test("every value is a row: what holds, where it comes from, and how to change it", () => {
  using folder = makeFolder({
    "home/.brum.toml": "[history]\n\nmax_days = 3\n",
    "home/p/.brum.toml": '# mine\n[core]\nring_bytes = "64 MiB"\n[processes.web]\ncommand = "a"\nenv.PORT = "1"\n',
  });
  const home = join(folder.path, "home");
  const project = join(home, "p");
  const options = [{ key: "mcp_port", value: 8888, option: "--port" }];
  const configuration = loadConfiguration(project, { BRUMMER_NO_MCP: "true" }, { options, home });
  const groups = settingGroups(configuration, project, home);
  const all = new Map(groups.flatMap(({ settings }) => settings).map((setting) => [setting.id, setting]));
  const shown = (id: string) => `${all.get(id)?.value} from ${all.get(id)?.sourceText}`;
  for (const { name } of allKeys) expect(all.has(name)).toBe(true);
  expect(shown("mcp_port")).toBe("8888 from --port");
  expect(shown("no_mcp")).toBe("true from BRUMMER_NO_MCP");
  expect(shown("core.ring_bytes")).toBe('"64 MiB" from ./.brum.toml:3');
  expect(shown("history.max_days")).toBe("3 from ~/.brum.toml:3");
  expect(shown("core.ring_slots")).toBe("1048576 from default");
  expect(shown("processes.web.command")).toBe('"a" from ./.brum.toml:5');
  expect(shown("processes.web.cwd")).toBe(`"${project}" from default`);
  expect(shown("processes.web.env.PORT")).toBe('"1" from ./.brum.toml:6');
  expect(all.get("core.ring_bytes")).toMatchObject({
    name: "ring_bytes",
    initial: '"128 MiB"',
    source: { kind: "file", name: join(project, ".brum.toml"), line: 3 },
    variable: "BRUMMER_CORE_RING_BYTES",
    allowed: expect.stringContaining("a power of two from"),
  });
  expect(all.get("preferred_package_manager")).toMatchObject({ value: null, initialWords: "as the project says" });
  expect(groups.map(({ table, title }) => [table, title]).slice(0, 5)).toEqual([
    ["", ""],
    ["", "MCP (Model Context Protocol) Settings"],
    ["", "Proxy"],
    ["environment", "Variables of Processes"],
    ["core", "Shared-Memory Core"],
  ]);
});

test("keys of the screen that files set are rows, too, and are printed as such", () => {
  using folder = makeFolder({ ".brum.toml": '[keys]\n"start-stop" = ["x", "ctrl+s"]\nquit = "q"\n' });
  const configuration = loadConfiguration(folder.path, {}, { home: "/none" });
  const group = settingGroups(configuration, folder.path, "/none").at(-1);
  expect(group?.settings.map(({ name, value, sourceText }) => `${name} = ${value} from ${sourceText}`)).toEqual([
    'start-stop = ["x", "ctrl+s"] from ./.brum.toml:2',
    'quit = ["q"] from ./.brum.toml:3',
  ]);
  expect(settingsText(configuration, folder.path, "/none")).toEndWith(
    '\n# Keys of the Screen\n[keys]\n# Source: ./.brum.toml\nstart-stop = ["x", "ctrl+s"]\n# Source: ./.brum.toml\nquit = ["q"]',
  );
});

test("values in another order than the file's, and written with dots, know their lines", () => {
  using folder = makeFolder({ ".brum.toml": 'event_bus.high.slots = 1024\nevent_bus.priorities.log.tail = "high"\n' });
  const configuration = loadConfiguration(folder.path, {}, { home: "/none" });
  const lines = Object.entries(configuration.origins).map(([id, { source }]) => [id, source.line]);
  expect(lines).toEqual([
    ["event_bus.high.slots", 1],
    ["event_bus.priorities.log.tail", 2],
  ]);
});

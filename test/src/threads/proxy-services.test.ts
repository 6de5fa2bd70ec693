import { expect, test } from "bun:test";
import { type Service, Services, type ServicesParts } from "../../../src/threads/proxy-services.ts";

const listener = (port: number, brumProcess?: string) => ({ port, pid: 1, command: "node", brumProcess });
const url = (address: string, process = "web") =>
  ({ kind: "url", url: address, urlKind: "service", label: "Local", source: 1, process, time: 0 }) as const;

async function found(
  events: readonly ReturnType<typeof url>[],
  parts: Pick<ServicesParts, "listening"> & { running?: readonly string[] },
): Promise<Service[]> {
  const services: Service[] = [];
  const all = new Services({
    runs: (name) => (parts.running ?? ["web", "api"]).includes(name),
    found: (service) => void services.push(service),
    looksMs: [1, 1, 1],
    ...parts,
  });
  await Promise.all(events.map((event) => all.announced(event)));
  return services;
}

test("a server belongs to the process that listens, whoever has announced it", async () => {
  const listening = async () => [listener(3000, "api"), listener(5173, "web")];
  expect(await found([url("http://localhost:5173/app"), url("http://127.0.0.1:3000")], { listening })).toEqual([
    { url: "http://localhost:5173", process: "web", label: "Local" },
    { url: "http://127.0.0.1:3000", process: "api", label: "api" },
  ]);
});

test("one that nobody of ours listens at is the announcer's: a container, say", async () => {
  const listening = async () => [listener(5432, "of another Brummer"), listener(5432)];
  expect(await found([url("http://localhost:5432")], { listening })).toMatchObject([{ process: "web" }]);
});

test("it is waited for, but not for ever, and not for a process that has ended", async () => {
  let looks = 0;
  const late = async () => (++looks < 3 ? [] : [listener(3000, "web")]);
  expect(await found([url("http://localhost:3000")], { listening: late })).toHaveLength(1);
  expect(await found([url("http://localhost:3000")], { listening: async () => [] })).toEqual([]);
  expect(await found([url("http://localhost:3000")], { listening: async () => [], running: [] })).toEqual([]);
});

test("where the system does not tell who listens, it is as announced", async () => {
  const listening = async () => undefined;
  expect(await found([url("http://0.0.0.0:3000")], { listening })).toMatchObject([
    { url: "http://localhost:3000", process: "web" },
  ]);
});

test("servers of other machines, links, and what is announced twice at a time are left alone", async () => {
  const listening = async () => [listener(3000, "web")];
  const link = { ...url("http://localhost:3000"), urlKind: "link" } as const;
  const services: Service[] = [];
  const all = new Services({ runs: () => true, found: (one) => void services.push(one), listening, looksMs: [1] });
  const twice = url("http://localhost:3000");
  await Promise.all([link, url("http://192.0.2.7:3000"), twice, twice].map((event) => all.announced(event)));
  expect(services).toHaveLength(1);
});

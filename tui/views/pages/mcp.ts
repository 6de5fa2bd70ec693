/** MCP: where the server listens, which agents talk to it, and what they ask. */

import type { McpCall, McpClient } from "../../../src/mcp/index.ts";
import { connectedCount } from "../../agents/agents.ts";
import type { Model } from "../../model.ts";
import { clean } from "../../text/clean.ts";
import { shorten, spread } from "../../text/cut.ts";
import { type Line, span } from "../../text/style.ts";
import { widthOf } from "../../text/width.ts";
import { ago, clock, duration, plural, short } from "../format.ts";
import { themeOf } from "../theme.ts";
import { callDetail, clientDetail, copyOfCall, serverDetail, serverText } from "./mcp-detail.ts";
import { callName, callSign, clientName } from "./mcp-look.ts";
import type { Page, PageRow } from "./page.ts";

const ALL = "all";
const CLIENT = "client ";
const CALL = "call ";

export const mcpPage: Page = {
  label: "MCP",
  rowLines: 1,
  badge: ({ agents }) => {
    const count = connectedCount(agents);
    return count === 0 ? null : short(count);
  },
  summary: (model) => {
    const count = connectedCount(model.agents);
    return `${serverText(model)}${count === 0 ? "" : `, ${plural(short(count), "client")}`}`;
  },
  rows: (model, width) => {
    const { server, clients, calls } = model.agents;
    if (server.is === "off" && clients.length === 0) return [];
    return [
      allRow(model, width),
      ...clients.map((client) => clientRow(model, client, width)),
      ...(calls.length === 0 ? [] : [callsHeading(model, width)]),
      ...calls.map((call): PageRow => ({ id: CALL + call.id, lines: [callRow(model, call, width)] })),
    ];
  },
  detail: (model, id, width) => {
    if (id === ALL) return serverDetail(model, width);
    const client = findClient(model, id);
    if (client !== undefined) return clientDetail(model, client, width);
    const call = findCall(model, id);
    return call === undefined ? [] : callDetail(model, call, width);
  },
  target: (model, id) => {
    const call = findCall(model, id);
    if (call !== undefined) return { copy: copyOfCall(call) };
    const { server } = model.agents;
    return server.is === "listening" ? { copy: server.address.url } : {};
  },
  empty: (model) => [`${serverText(model)}.`, "Agents cannot reach this Brummer; everything else works as always."],
};

function findClient({ agents }: Model, id: string): McpClient | undefined {
  return agents.clients.find((client) => CLIENT + client.id === id);
}

function findCall({ agents }: Model, id: string): McpCall | undefined {
  return agents.calls.find((call) => CALL + call.id === id);
}

function allRow(model: Model, width: number): PageRow {
  const theme = themeOf(model.colors);
  const { calls } = model.agents;
  const right = calls.length === 0 ? " " : ` ${short(calls.length)} `;
  return { id: ALL, lines: [spread([span("   all calls")], [span(right, theme.dim)], width)] };
}

function clientRow(model: Model, client: McpClient, width: number): PageRow {
  const theme = themeOf(model.colors);
  const { isConnected, lastSeen } = client;
  const sign = isConnected ? (model.unicode ? "●" : "*") : model.unicode ? "○" : "o";
  const right = ` ${isConnected ? "" : "gone, "}${ago(model.now - lastSeen)} `;
  const name = shorten(clientName(model, client), width - widthOf(right) - 3, model.unicode ? "…" : "~");
  const left = [
    span(" "),
    span(sign, isConnected ? theme.good : theme.dim),
    span(` ${name}`, isConnected ? theme.plain : theme.dim),
  ];
  return { id: CLIENT + client.id, lines: [spread(left, [span(right, theme.dim)], width)], since: lastSeen };
}

function callsHeading(model: Model, width: number): PageRow {
  const { dim } = themeOf(model.colors);
  return { id: null, lines: [spread([span(" calls, the newest first", dim)], [], width)] };
}

function callRow(model: Model, call: McpCall, width: number): Line {
  const theme = themeOf(model.colors);
  const right = ` ${duration(call.durationMs)} `;
  const room = width - 12 - widthOf(right);
  const name = shorten(clean(callName(call), 0, model.unicode), room, model.unicode ? "…" : "~");
  return spread(
    [span(" "), callSign(model, call), span(` ${clock(call.startedAt)} `, theme.dim), span(name)],
    [span(right, theme.dim)],
    width,
  );
}

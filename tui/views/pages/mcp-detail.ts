/** The server, an agent, or a call of one, at length. */

import type { McpCall, McpClient } from "../../../src/mcp/index.ts";
import { callsOf } from "../../agents/agents.ts";
import type { Model } from "../../model.ts";
import { clean } from "../../text/clean.ts";
import { fit, shorten, spread, wrapLine } from "../../text/cut.ts";
import { type Line, span } from "../../text/style.ts";
import { widthOf } from "../../text/width.ts";
import { words } from "../../text/words.ts";
import { fact } from "../facts.ts";
import { bytes, clock, duration, long } from "../format.ts";
import { themeOf } from "../theme.ts";
import { callName, callSign, clientName } from "./mcp-look.ts";

/** Columns of the tools' names in a list of calls, at most: what they were given needs the rest. */
const TOOL_COLUMNS = 16;

/** Where the server listens, or why it does not. */
export function serverText({ agents: { server } }: Model): string {
  switch (server.is) {
    case "starting":
      return "the MCP server is starting";
    case "off":
      return `no MCP server: ${server.why}`;
    case "listening":
      return `listening at ${server.address.url}`;
  }
}

export function serverDetail(model: Model, width: number): Line[] {
  const { server, calls, clients } = model.agents;
  const theme = themeOf(model.colors);
  const taken = takenText(model);
  const sentence = (text: string): Line[] =>
    words(text, Math.max(1, width - 2)).map((row) => [span(" "), span(row, theme.dim)]);
  return [
    ...(taken === null ? [] : [...fact(model, width, "port", taken, theme.warn), []]),
    ...(calls.length > 0 ? callLines(model, calls, width) : []),
    ...(calls.length > 0 || server.is !== "listening"
      ? []
      : sentence(
          clients.length > 0
            ? "No calls so far."
            : "No agent has come so far. y copies the address; the Settings view tells AI clients of it.",
        )),
  ];
}

/** Why it is not the port that was asked for. */
function takenText({ agents: { server } }: Model): string | null {
  if (server.is !== "listening") return null;
  const { port, wantedPort, takenBy } = server.address;
  if (wantedPort === 0 || port === wantedPort) return null;
  return `${port}, as ${wantedPort} is taken${takenBy === null ? "" : ` by ${takenBy}`}`;
}

export function clientDetail(model: Model, client: McpClient, width: number): Line[] {
  const theme = themeOf(model.colors);
  const { agent, protocol, since, lastSeen, requests, isConnected } = client;
  const calls = callsOf(model.agents, client.id);
  return [
    ...words(clientName(model, client), Math.max(1, width - 2)).map((row): Line => [span(" "), span(row, theme.title)]),
    [],
    ...fact(model, width, "state", isConnected ? "connected" : "gone", isConnected ? theme.good : theme.dim),
    ...fact(model, width, "protocol", protocol),
    ...fact(model, width, "since", clock(since)),
    ...fact(model, width, "last seen", clock(lastSeen)),
    ...fact(model, width, "requests", long(requests)),
    ...fact(model, width, "agent", agent, theme.dim),
    [],
    ...callLines(model, calls, width),
  ];
}

function callLines(model: Model, calls: readonly McpCall[], width: number): Line[] {
  const longest = Math.max(0, ...calls.map((call) => widthOf(callName(call))));
  return calls.map((call) => callLine(model, call, Math.min(TOOL_COLUMNS, longest), width));
}

/** `10:42:07 ✔ logs_search {"query":"error"}   12 ms  3k` */
function callLine(model: Model, call: McpCall, columns: number, width: number): Line {
  const theme = themeOf(model.colors);
  const mark = model.unicode ? "…" : "~";
  const text = (value: string) => clean(value, 0, model.unicode);
  const right = ` ${duration(call.durationMs).padStart(6)} ${(call.bytes === 0 ? "" : bytes(call.bytes)).padStart(4)} `;
  const name = fit(text(callName(call)), columns, mark);
  const room = width - 13 - columns - widthOf(right);
  const said =
    call.error === null
      ? span(shorten(text(call.input), room, mark), theme.dim)
      : span(shorten(text(call.error), room, mark), theme.error);
  const left = [span(` ${clock(call.startedAt)} `, theme.dim), callSign(model, call), span(` ${name} `), said];
  return spread(left, [span(right, theme.dim)], width);
}

export function callDetail(model: Model, call: McpCall, width: number): Line[] {
  const theme = themeOf(model.colors);
  const { client, method, tool, input, startedAt, durationMs, error } = call;
  const given = input === "" || input === "{}" ? [] : inputLines(input);
  const room = Math.max(1, width - 2);
  const text = (value: string) => clean(value, 0, model.unicode);
  return [
    ...words(text(callName(call)), room).map((row): Line => [span(" "), span(row, theme.title)]),
    [],
    ...fact(model, width, "answer", answerText(call), error === null ? theme.plain : theme.error),
    ...fact(model, width, "took", duration(durationMs)),
    ...fact(model, width, "at", clock(startedAt)),
    ...fact(model, width, "client", clientName(model, client)),
    ...fact(model, width, "method", tool === null ? null : method),
    ...(given.length === 0 ? [] : [[], [span(" arguments", theme.dim)]]),
    ...given.flatMap((line) =>
      wrapLine([span(text(line), theme.accent)], room - 2).map((row) => [span("   "), ...row]),
    ),
  ];
}

function answerText({ error, bytes: size }: McpCall): string {
  if (error !== null) return error;
  return `${long(size)} bytes`;
}

/** The arguments as far as they were told: over several lines where that is all of them. */
function inputLines(input: string): string[] {
  const value = parsed(input);
  return (value === undefined ? input : JSON.stringify(value, null, 2)).split("\n");
}

function parsed(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    // It was cut.
    return undefined;
  }
}

/** The call as JSON. */
export function copyOfCall(call: McpCall): string {
  const { client, method, tool, input, startedAt, durationMs, error, bytes: size } = call;
  const told = {
    time: new Date(startedAt).toISOString(),
    client: { name: client.name, version: client.version },
    method,
    ...(tool !== null && { tool }),
    ...(input !== "" && { arguments: parsed(input) ?? input }),
    duration_ms: Math.round(durationMs * 10) / 10,
    ...(error === null ? { answer_bytes: size } : { error }),
  };
  return JSON.stringify(told, null, 2);
}

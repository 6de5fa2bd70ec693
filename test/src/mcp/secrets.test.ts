import { describe, expect, test } from "bun:test";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";
import type { Catalogue } from "../../../src/mcp/catalogue.ts";
import { maskedCatalogue } from "../../../src/mcp/masked-catalogue.ts";
import { mask, SecretValues } from "../../../src/secrets/index.ts";
import { catalogue, textTool } from "../../support/mcp-catalogue.ts";
import { McpListener } from "../../support/mcp-listener.ts";
import { call, Harness } from "./harness.ts";

const values = new SecretValues([{ name: "SHOP_PASSWORD", value: "tr0ub4dor" }]);
const masking = (text: string, rows?: Parameters<typeof mask>[2]) => mask(text, values, rows);
const row = "aB3/dE5+fG7hJ9kLzY8xW6vU4+tS2rQ0".repeat(2);

/** A harness that masks as the program does. */
function masked(): Harness {
  const harness = new Harness();
  harness.mask = masking;
  return harness;
}

describe("a tool's answer", () => {
  test("has marks in place of secrets, as text and as data", async () => {
    await using harness = masked();
    harness.log(["connecting as tr0ub4dor", "DB_PASSWORD=hunter2", "Authorization: Bearer abcdef0123456789abcd"]);
    const { client } = await harness.connect();
    const { text, structured } = await call(client, "logs_search", {});
    expect(text).toContain("connecting as ‹secret:SHOP_PASSWORD›\n");
    expect(text).toContain("DB_PASSWORD=‹secret:password›\n");
    expect(structured["matches"]).toMatchObject([
      { text: "connecting as ‹secret:SHOP_PASSWORD›" },
      { text: "DB_PASSWORD=‹secret:password›" },
      { text: "Authorization: Bearer ‹secret:bearer›" },
    ]);
  });

  test("has marks in place of a key whose rows are lines of the log; certificates stay", async () => {
    await using harness = masked();
    const block = (label: string) => [`-----BEGIN ${label}-----`, row, "c29tZW==", `-----END ${label}-----`];
    harness.log([...block("EC PRIVATE KEY"), ...block("CERTIFICATE")]);
    const { client } = await harness.connect();
    const { structured } = await call(client, "logs_search", {});
    const secret = "‹secret:private key›";
    const texts = [
      "-----BEGIN EC PRIVATE KEY-----",
      secret,
      secret,
      "-----END EC PRIVATE KEY-----",
      ...block("CERTIFICATE"),
    ];
    expect(structured["matches"]).toMatchObject(texts.map((text) => ({ text })));
  });

  test("keeps to its size, however much longer marks are", async () => {
    await using harness = masked();
    harness.log(Array.from({ length: 400 }, (_, index) => `pass-${index} DB_PASS=abcd A_PASSWORD=efgh`));
    const { client } = await harness.connect();
    const { isError, tokens, structured } = await call(client, "logs_search", { limit: 400 });
    expect(isError).toBe(false);
    expect(tokens).toBeLessThanOrEqual(4000);
    expect(structured["more"]).toBe(true);
  });

  test("tells no half of a secret where a line is cut", async () => {
    await using harness = masked();
    harness.log([`${"x".repeat(992)} tr0ub4dor`]);
    const { client } = await harness.connect();
    for (const name of ["logs_search", "timeline"]) {
      const { text } = await call(client, name, name === "timeline" ? { lines: "all" } : {});
      expect(text).not.toContain("tr0");
    }
  });

  test("is masked where it says what is wrong", async () => {
    await using harness = masked();
    const { client } = await harness.connect();
    const { isError, text } = await call(client, "scripts_stop", { name: "tr0ub4dor" });
    expect(isError).toBe(true);
    expect(text).toContain('"‹secret:SHOP_PASSWORD›"');
    const wrong = await call(client, "logs_search", { kinds: ["tr0ub4dor"] });
    expect(wrong.text).toContain('"‹secret:SHOP_PASSWORD›" is none of');
  });

  test("is what it is where secrets are to be seen", async () => {
    await using harness = new Harness();
    harness.log(["DB_PASSWORD=hunter2"]);
    const { client } = await harness.connect();
    expect((await call(client, "logs_search", {})).text).toContain("DB_PASSWORD=hunter2");
  });
});

/** A catalogue whose author has not thought of secrets. */
function careless(): Catalogue {
  const secret = "tr0ub4dor";
  const json = JSON.stringify({ tr0ub4dor: [secret, `token: '${secret}`], ok: 1 });
  return catalogue({
    tools: [
      textTool("talks", async (exchange) => {
        await exchange.progress(1, 2, `half of ${secret}`);
        await exchange.log("warning", { about: secret });
        return `a ${secret}`;
      }),
      {
        definition: { name: "shows", inputSchema: { type: "object" } },
        call: async () => ({
          content: [
            { type: "text", text: secret },
            { type: "image", data: "tr0ub4dor000", mimeType: "image/png" },
            { type: "resource", resource: { uri: "a://b", mimeType: "application/json", text: json } },
            { type: "resource_link", uri: "a://tr0ub4dor", name: "x" },
          ],
          structuredContent: { tr0ub4dor: [secret] },
        }),
      },
      textTool("fails", () => Promise.reject(new Error(`no ${secret}`))),
    ],
    resources: {
      list: () => [{ uri: "a://tr0ub4dor", name: "x", description: secret }],
      templates: [],
      read: (uri) => {
        if (uri === "a://wrong") throw new ProtocolError(ProtocolErrorCode.InvalidParams, `no ${secret}`);
        if (uri === "a://text") return { contents: [{ uri, text: secret }] };
        if (uri === "a://broken") return { contents: [{ uri, mimeType: "application/json", text: `{${secret}` }] };
        if (uri === "a://plain") return { contents: [{ uri, mimeType: "application/json", text: '{ "a": 1 }' }] };
        return uri === "a://json" ? { contents: [{ uri, mimeType: "application/json", text: json }] } : undefined;
      },
    },
    prompts: [
      {
        definition: { name: "asks", arguments: [] },
        get: () => ({
          description: secret,
          messages: [{ role: "user", content: { type: "text", text: secret } }],
        }),
      },
      {
        definition: { name: "refuses" },
        get: () => Promise.reject(new ProtocolError(ProtocolErrorCode.InvalidParams, `no ${secret}`)),
      },
    ],
    complete: () => ["plain", secret],
  });
}

describe("a catalogue", () => {
  test.each([false, true])("tells no secrets, whatever is in it (2026-07-28: %p)", async (modern) => {
    await using server = new McpListener(maskedCatalogue(careless(), masking));
    const options = modern ? { versionNegotiation: { mode: { pin: "2026-07-28" } } } : {};
    const client = new Client({ name: "test", version: "1" }, options);
    const logged: unknown[] = [];
    client.setNotificationHandler("notifications/message", ({ params }) => void logged.push(params.data));
    await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
    if (!modern) await client.setLoggingLevel("debug");
    const mark = "‹secret:SHOP_PASSWORD›";

    const progress: (string | undefined)[] = [];
    const talked = await client.callTool(
      { name: "talks" },
      { onprogress: ({ message }) => void progress.push(message) },
    );
    expect(talked.content).toEqual([{ type: "text", text: `a ${mark}` }]);
    expect(progress).toEqual([`half of ${mark}`]);
    if (!modern) expect(logged).toEqual([{ about: mark }]);

    const shown = await client.callTool({ name: "shows" });
    expect(shown.structuredContent).toEqual({ tr0ub4dor: [mark] });
    const json = JSON.stringify({ tr0ub4dor: [mark, `token: '${mark}`], ok: 1 });
    expect(shown.content).toEqual([
      { type: "text", text: mark },
      { type: "image", data: "tr0ub4dor000", mimeType: "image/png" },
      { type: "resource", resource: { uri: "a://b", mimeType: "application/json", text: json } },
      { type: "resource_link", uri: "a://tr0ub4dor", name: "x" },
    ]);
    await expect(client.callTool({ name: "fails" })).rejects.toThrow(`no ${mark}`);

    const { resources } = await client.listResources();
    expect(resources).toMatchObject([{ uri: "a://tr0ub4dor", description: mark }]);
    const read = async (uri: string) => (await client.readResource({ uri })).contents[0];
    expect(await read("a://text")).toMatchObject({ text: mark });
    expect(await read("a://json")).toMatchObject({ text: json });
    expect(await read("a://broken")).toMatchObject({ text: `{${mark}` });
    expect(await read("a://plain")).toMatchObject({ text: '{ "a": 1 }' });
    await expect(client.readResource({ uri: "a://wrong" })).rejects.toThrow(`no ${mark}`);
    await expect(client.readResource({ uri: "a://none" })).rejects.toThrow();

    const { description, messages } = await client.getPrompt({ name: "asks" });
    expect({ description, messages }).toEqual({
      description: mark,
      messages: [{ role: "user", content: { type: "text", text: mark } }],
    });
    await expect(client.getPrompt({ name: "refuses" })).rejects.toThrow(`no ${mark}`);
    const { completion } = await client.complete({
      ref: { type: "ref/prompt", name: "asks" },
      argument: { name: "x", value: "" },
    });
    expect(completion.values).toEqual(["plain", mark]);
    await client.close();
  });

  test("tells none in what it says by itself", () => {
    const told: unknown[] = [];
    const { messages } = maskedCatalogue(
      catalogue({
        messages: (tell) => {
          tell({ level: "error", data: { text: "a tr0ub4dor" } });
          return () => {};
        },
      }),
      masking,
    );
    messages?.((message) => told.push(message));
    expect(told).toEqual([{ level: "error", data: { text: "a ‹secret:SHOP_PASSWORD›" } }]);
    expect(maskedCatalogue(catalogue(), masking).messages).toBeUndefined();
  });
});

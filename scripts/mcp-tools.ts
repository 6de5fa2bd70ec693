/** Writes docs/mcp-tools.md, what agents can call and read, from the catalogue itself: `bun run mcp-tools`; `--check`: says whether it is stale. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tokensOf } from "../src/mcp/budget.ts";
import { tools } from "../src/mcp/tools/index.ts";
import { repository } from "./build.ts";

const file = join(repository, "docs/mcp-tools.md");
type Definition = (typeof tools)[number]["definition"];

/** What of JSON Schema is read here. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Tokens of `tools/list`, as JSON. */
export function listTokens(): number {
  return tokensOf(JSON.stringify({ tools: tools.map(({ definition }) => definition) }));
}

/** The text of the file. */
export function toolsText(): string {
  return `${[
    "# MCP tools",
    "",
    "Made from the tools (`src/mcp/tools/`) by `bun run mcp-tools`. How agents reach them: [mcp.md](mcp.md).",
    "",
    `${tools.length} tools; their list costs an agent ${listTokens()} tokens (4 bytes each). An answer keeps to 4,000 tokens, or to \`max_tokens\``,
    "where the tool takes it, text and structured content together.",
    ...tools.flatMap(({ definition }) => ["", ...section(definition)]),
  ].join("\n")}\n`;
}

function section(definition: Definition): string[] {
  const { name, title, description, inputSchema, outputSchema, annotations } = definition;
  // Checked border: our own schemas, made by `defineTool`.
  const input = inputSchema as Schema;
  const output = (outputSchema ?? {}) as Schema;
  const hints = [
    annotations?.readOnlyHint === true ? "only reads" : "changes something",
    ...(annotations?.destructiveHint === true ? ["ends or overwrites"] : []),
    ...(annotations?.idempotentHint === true ? ["twice is as good as once"] : []),
  ];
  return [
    `## ${name}`,
    "",
    `**${title ?? name}.** ${description ?? ""}`,
    "",
    `${hints.join(", ")}; ${tokensOf(JSON.stringify(definition))} tokens of the list.`.replace(/^./, (first) =>
      first.toUpperCase(),
    ),
    "",
    ...inputTable(input),
    "",
    `Answers: ${fieldsOf(output)}.`,
  ];
}

function inputTable({ properties = {}, required = [] }: Schema): string[] {
  const names = Object.keys(properties);
  if (names.length === 0) return ["Takes nothing."];
  const rows = Object.entries(properties).map(([name, schema]) => {
    const initial = schema.default === undefined ? "" : `\`${JSON.stringify(schema.default)}\``;
    return [`\`${name}\``, typeOf(schema), required.includes(name) ? "needed" : initial, schema.description ?? ""];
  });
  return table([["input", "type", "default", "what it is"], ...rows]);
}

function table(rows: readonly (readonly string[])[]): string[] {
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const [head = [], ...body] = cells;
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...body.map(line)];
}

function typeOf(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.map((one) => `\`${String(one)}\``).join(" ");
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(" or ");
  if (schema.items !== undefined) return `list of ${typeOf(schema.items)}`;
  const name = [schema.type ?? "any"].flat().join(" or ");
  const { minimum, maximum } = schema;
  if (minimum === undefined && maximum === undefined) return name;
  return `${name}, ${minimum ?? "…"} to ${maximum ?? "…"}`;
}

function fieldsOf({ properties = {} }: Schema): string {
  return Object.entries(properties)
    .map(([name, schema]) => {
      const parts = schema.items?.properties ?? schema.properties;
      return parts === undefined ? `\`${name}\`` : `\`${name}\` (${Object.keys(parts).join(", ")})`;
    })
    .join(", ");
}

if (import.meta.main) {
  if (process.argv.includes("--check")) {
    if (readFileSync(file, "utf8") !== toolsText()) {
      process.stderr.write("docs/mcp-tools.md is stale: run bun run mcp-tools\n");
      process.exit(1);
    }
  } else writeFileSync(file, toolsText());
}

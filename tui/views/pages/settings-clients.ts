/** AI clients: which of them are here, whether they know Brummer, and how to tell them. */

import type { ClientFinding } from "../../../src/install/index.ts";
import type { Model } from "../../model.ts";
import { shortPath } from "../../settings/info.ts";
import { type Line, type Span, span } from "../../text/style.ts";
import { fact } from "../facts.ts";
import { themeOf } from "../theme.ts";
import type { PageRow, PageTarget } from "./page.ts";
import { columnsLine, fileLines, heading, paragraph, type Section } from "./settings-look.ts";

const PREFIX = "client ";
/** Columns of the longest name: `Claude Desktop`. */
const NAME_COLUMNS = 14;

/** What it is at with Brummer. */
type State = "told" | "elsewhere" | "untold" | "missing" | "broken";

export const clientsSection: Section = {
  rows: (model, width) => clientRows(model, width),
  detail: (model, id, width) => {
    const client = find(model, id);
    return client === undefined ? undefined : detailOf(model, client, width);
  },
  target: (model, id) => {
    const client = find(model, id);
    return client === undefined ? undefined : targetOfClient(model, client);
  },
};

function find({ found }: Model, id: string): ClientFinding | undefined {
  return found.clients?.find((client) => PREFIX + client.id === id);
}

function stateOf({ problem, target, isCurrent, isInstalled }: ClientFinding): State {
  if (problem !== null) return "broken";
  if (target !== null) return isCurrent ? "told" : "elsewhere";
  return isInstalled ? "untold" : "missing";
}

const stateWords: Readonly<Record<State, string>> = {
  told: "knows Brummer",
  elsewhere: "other entry",
  untold: "not told yet",
  missing: "not found here",
  broken: "file unusable",
};

function clientRows(model: Model, width: number): PageRow[] {
  const theme = themeOf(model.colors);
  const title = "AI clients";
  const { clients } = model.found;
  if (clients === null) {
    const text = `looking${model.unicode ? " …" : " ..."}`;
    return [heading(model, title, "", width), { id: null, lines: [[span(`   ${text}`, theme.dim)]] }];
  }
  return [
    heading(model, title, `${clients.filter(({ isInstalled }) => isInstalled).length} found`, width),
    ...clients.map((client): PageRow => {
      const state = stateOf(client);
      const style = state === "missing" ? theme.dim : theme.plain;
      const columns = {
        columns: NAME_COLUMNS,
        sign: signOf(model, state),
        name: client.label,
        value: stateWords[state],
        right: "",
        style,
        valueStyle: state === "broken" ? theme.error : state === "elsewhere" ? theme.warn : style,
      };
      return { id: PREFIX + client.id, lines: [columnsLine(model, columns, width)] };
    }),
  ];
}

function signOf(model: Model, state: State): Span {
  const theme = themeOf(model.colors);
  const sign = (unicode: string, ascii: string) => (model.unicode ? unicode : ascii);
  switch (state) {
    case "told":
      return span(sign("✔", "v"), theme.good);
    case "elsewhere":
      return span(sign("◐", "~"), theme.warn);
    case "untold":
      return span(sign("○", "o"), theme.plain);
    case "broken":
      return span(sign("✖", "x"), theme.error);
    case "missing":
      return span(" ");
  }
}

function detailOf(model: Model, client: ClientFinding, width: number): Line[] {
  const theme = themeOf(model.colors);
  const { label, file, hasFile, target, note, isInstalled } = client;
  const path = shortPath(model.info, file);
  return [
    ...paragraph(model, label, width, theme.title),
    ...paragraph(model, sentenceOf(model, client), width),
    [],
    ...fact(model, width, "file", hasFile ? path : `${path} (not there${isInstalled ? " yet" : ""})`),
    ...fact(model, width, "leads to", target === "" ? "somewhere that Brummer does not understand" : target),
    ...snippetLines(model, client, width),
    ...(note === "" ? [] : [[], ...paragraph(model, note, width, theme.dim)]),
  ];
}

function sentenceOf(model: Model, client: ClientFinding): string {
  const { label, problem } = client;
  switch (stateOf(client)) {
    case "told":
      return "It starts brum mcp, which joins the Brummer of its project.";
    case "elsewhere":
      return "It has another entry for Brummer: of another project, an address that may be another's by now, or another program.";
    case "untold":
      return "It is here, and knows nothing of Brummer.";
    case "missing":
      return `${label} was not found here.`;
    case "broken":
      return `${problem} Mend it first: Brummer does not write over it.`.replaceAll(model.info.home, "~");
  }
}

function snippetLines(model: Model, { snippet }: ClientFinding, width: number): Line[] {
  const { dim } = themeOf(model.colors);
  return [
    [],
    ...paragraph(model, "The entry, beside all that is there:", width, dim),
    ...fileLines(model, snippet, width),
  ];
}

function targetOfClient(model: Model, client: ClientFinding): PageTarget {
  const { id, label, file, hasFile, isInstalled, snippet } = client;
  const state = stateOf(client);
  const open = { type: "edit", file, line: null, column: null, directory: model.info.directory } as const;
  const base: PageTarget = { ...(hasFile && { open }), copy: snippet };
  if (state === "told" || state === "broken") return base;
  const path = shortPath(model.info, file);
  const aside = isInstalled ? "" : ", which was not found here,";
  const what = state === "elsewhere" ? `Change the entry of ${label}` : `Tell ${label}${aside} of Brummer`;
  const effect = { type: "install", client: id, label } as const;
  return { ...base, enter: { hint: "tell it", question: `${what} in ${path}?`, effect } };
}

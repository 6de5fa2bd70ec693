/** Opening, filling in and closing the line at the bottom. */

import type { Search } from "../log/options.ts";
import { type Step, step } from "../messages.ts";
import type { Model } from "../model.ts";
import { openPrompt, type Prompt, type PromptKind, queryOf, recall, remember, typeInto } from "../prompt/prompt.ts";
import { parseMoment } from "../prompt/time.ts";
import { withListFilter } from "./list.ts";
import { withWebText } from "./web.ts";

export function ask(model: Model, kind: PromptKind): Step {
  return step({ ...model, prompt: openPrompt(kind) });
}

/** What is searched for shows while one types; the hit of before is none of the new text. */
function withPrompt(model: Model, prompt: Prompt): Model {
  if (prompt.kind !== "search" && prompt.kind !== "list" && prompt.kind !== "web") return { ...model, prompt };
  const query = queryOf(prompt);
  if (prompt.kind === "web") return { ...withWebText(model, typeof query === "string" ? null : query), prompt };
  if (prompt.kind === "list") return { ...withListFilter(model, typeof query === "string" ? null : query), prompt };
  const search: Search | null = query === null || typeof query === "string" ? null : { ...query, at: null };
  return { ...model, prompt, log: { ...model.log, search } };
}

/** A key that no command takes. */
export function typeKey(model: Model, prompt: Prompt, key: string, typed: string | undefined): Step {
  // Deleting in an empty line closes it, as in an editor.
  if (key === "backspace" && prompt.line.text === "") return cancel(model);
  return step(withPrompt(model, typeInto(prompt, key, typed)));
}

export function recallEntry(model: Model, direction: 1 | -1): Step {
  const { prompt } = model;
  return step(prompt === null ? model : withPrompt(model, recall(prompt, model.history, direction)));
}

export function toggleRegex(model: Model): Step {
  const { prompt } = model;
  return step(prompt === null ? model : withPrompt(model, { ...prompt, regex: !prompt.regex, error: null }));
}

export function toggleCase(model: Model): Step {
  const { prompt } = model;
  if (prompt === null) return step(model);
  const matchCase = prompt.matchCase === null ? true : prompt.matchCase ? false : null;
  return step(withPrompt(model, { ...prompt, matchCase }));
}

export function cancel(model: Model): Step {
  const search = model.prompt?.kind === "search" ? null : model.log.search;
  const done = { ...model, prompt: null, log: { ...model.log, search } };
  if (model.prompt?.kind === "web") return step(withWebText(done, null));
  return step(model.prompt?.kind === "list" ? withListFilter(done, null) : done);
}

/** Does what was asked for. What cannot be done stays in the line, with the reason. */
export function accept(model: Model): Step {
  const { prompt } = model;
  if (prompt === null || prompt.line.text === "") return cancel(model);
  const done: Model = {
    ...model,
    prompt: null,
    history: remember(model.history, prompt.kind, prompt.line.text),
  };
  if (prompt.kind === "time") {
    const time = parseMoment(prompt.line.text, model.now);
    if (time === undefined) return refuse(model, prompt, "Write 10:42, 5m ago or 2026-01-15 10:42.");
    return step(done, { type: "jump", to: { kind: "time", time } });
  }
  const query = queryOf(prompt);
  if (typeof query === "string") return refuse(model, prompt, query);
  if (query === null) return cancel(model);
  if (prompt.kind === "list") return step(withListFilter(done, query));
  if (prompt.kind === "web") return step(withWebText(done, query));
  if (prompt.kind === "search") {
    const search = { ...query, at: null };
    return step(
      { ...done, log: { ...done.log, search } },
      { type: "jump", to: { kind: "hit", direction: -1, orBack: true } },
    );
  }
  const texts = [...done.log.texts, { ...query, kind: prompt.kind }];
  return step({ ...done, anchor: null, log: { ...done.log, texts } });
}

function refuse(model: Model, prompt: Prompt, error: string): Step {
  return step({ ...model, prompt: { ...prompt, error } });
}

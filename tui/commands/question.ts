/** A question before something is done outside: `y` does it, `n` does not. */

import { type Step, step } from "../messages.ts";
import type { Model } from "../model.ts";
import type { Question } from "../question.ts";

export function askFirst(model: Model, question: Question): Step {
  return step({ ...model, question, help: null });
}

export function answerYes(model: Model): Step {
  const { question } = model;
  return question === null ? step(model) : step({ ...model, question: null }, question.effect);
}

export function answerNo(model: Model): Step {
  return step({ ...model, question: null });
}

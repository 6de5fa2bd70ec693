import type { Notice } from "../../src/topics.ts";
import { limits } from "../limits.ts";
import type { Model } from "../model.ts";

/** The model with a notice that shows for its time; it replaces an older one. */
export function withNotice(model: Model, level: Notice["level"], text: string): Model {
  const line = text.replace(/\s+/g, " ").slice(0, limits.noticeLength);
  return { ...model, notice: { level, text: line, until: model.now + limits.noticeMs } };
}

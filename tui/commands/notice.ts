/** Telling the user something: a line for a while, and an entry in the list of notices. */

import { limits } from "../limits.ts";
import { type Step, step } from "../messages.ts";
import type { Model } from "../model.ts";
import { held, kept, type News, type NoticeLevel, toldOf } from "../notices/notices.ts";
import { newestNotices } from "../overlay.ts";

/** An answer to what the user has done: it shows at once, and replaces an older one. */
export function withNotice(model: Model, level: NoticeLevel, text: string): Model {
  const news: News = { level, text: oneLine(text) };
  return shown(listed(model, news), news);
}

/** Without the answer to a key before, such as that nothing more was found, once another key has found something. */
export function withoutAnswer(model: Model): Model {
  return model.notice?.level === "info" ? { ...model, notice: null } : model;
}

/** Something that has happened by itself: a notice that is shown stays for a moment before it. */
export function withNews(model: Model, told: News): Model {
  const news: News = { ...told, text: oneLine(told.text) };
  const next = listed(model, news);
  if (untilFree(model) <= 0 && model.notices.held === null) return shown(next, news);
  return { ...next, notices: { ...next.notices, held: held(model.notices.held, news) } };
}

/** Milliseconds until the notice that is shown may be replaced by news. */
export function untilFree({ notice, now }: Model): number {
  return notice === null ? 0 : notice.until - limits.noticeMs + limits.noticeLeastMs - now;
}

/** Time has passed: notices go, held news come. */
export function noticesAt(model: Model): Model {
  const notice = model.notice !== null && model.now >= model.notice.until ? null : model.notice;
  const next = { ...model, notice };
  if (next.notices.held === null || untilFree(next) > 0) return next;
  return shown({ ...next, notices: { ...next.notices, held: null } }, toldOf(next.notices.held));
}

export function openNotices(model: Model): Step {
  return step({ ...model, overlay: newestNotices });
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").slice(0, limits.noticeLength);
}

function listed(model: Model, { level, text }: News): Model {
  return { ...model, notices: kept(model.notices, { level, text, time: model.now }) };
}

function shown(model: Model, news: News): Model {
  return { ...model, notice: { ...news, until: model.now + limits.noticeMs } };
}

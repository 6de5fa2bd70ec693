/** Notices: one is shown at a time, for a while; all are kept in a list. Pure. */

import { limits } from "../limits.ts";

export type NoticeLevel = "info" | "warn" | "error";

export interface PastNotice {
  readonly level: NoticeLevel;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** Where an error stands in the log. */
export interface ErrorPlace {
  /** The group field of its lines. */
  readonly group: number;
  readonly source: number;
  readonly time: number;
}

/** Something that has happened by itself. */
export interface News {
  readonly level: NoticeLevel;
  readonly text: string;
  /** The error that it tells of: while it is shown, the key for the next error leads there. */
  readonly error?: ErrorPlace;
  /** A command that tells more, and what it does then, for the line. */
  readonly more?: { readonly command: "next-error" | "notices"; readonly does: string };
}

/** News that came while another was too new to be replaced. */
export interface HeldNews {
  readonly newest: News;
  /** How many, and how many of them are errors. */
  readonly count: number;
  readonly errors: number;
}

export interface NoticeLog {
  /** The newest first. */
  readonly past: readonly PastNotice[];
  readonly held: HeldNews | null;
}

export const noNotices: NoticeLog = { past: [], held: null };

/** With one more. Of the same answer several times in a row (to a key that is held down) the newest is kept. */
export function kept(log: NoticeLog, notice: PastNotice): NoticeLog {
  const [newest] = log.past;
  const isSame =
    newest !== undefined && newest.level === "info" && notice.level === "info" && newest.text === notice.text;
  return { ...log, past: [notice, ...(isSame ? log.past.slice(1) : log.past)].slice(0, limits.notices) };
}

export function held(before: HeldNews | null, newest: News): HeldNews {
  const errors = (before?.errors ?? 0) + (newest.level === "error" ? 1 : 0);
  return { newest, count: (before?.count ?? 0) + 1, errors };
}

/** What is shown of held news: the only one as it is, of several their number. */
export function toldOf({ newest, count, errors }: HeldNews): News {
  if (count === 1) return newest;
  const others = count - errors;
  const more = { command: "notices", does: "lists them" } as const;
  if (errors === 0) return { level: newest.level, text: `${count} new notices`, more };
  const both = others === 0 ? "" : ` and ${others} ${others === 1 ? "notice" : "notices"}`;
  return { level: "error", text: `${errors} new ${errors === 1 ? "error" : "errors"}${both}`, more };
}

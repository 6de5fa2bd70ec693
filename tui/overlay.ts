/** What lies over the content and has the keys: the palette, the start page, the list of notices. Plain data. */

import { type Chooser, emptyChooser } from "./choose/chooser.ts";

export type Overlay =
  /** `past`: how far back among the commands that were entered the line is; -1: it is new. */
  | { readonly kind: "palette"; readonly chooser: Chooser; readonly past: number }
  /** `marked`: names of what is started together. */
  | { readonly kind: "start"; readonly chooser: Chooser; readonly marked: readonly string[] }
  /** `top`: first row that is shown. */
  | { readonly kind: "notices"; readonly top: number };

export const emptyPalette: Overlay = { kind: "palette", chooser: emptyChooser, past: -1 };
export const emptyStartPage: Overlay = { kind: "start", chooser: emptyChooser, marked: [] };
export const newestNotices: Overlay = { kind: "notices", top: 0 };

/** The line and the list of what is open; null: nothing is typed there. */
export function chooserOf(overlay: Overlay | null): Chooser | null {
  return overlay === null || overlay.kind === "notices" ? null : overlay.chooser;
}

/** With another line and list, where there is one. */
export function withChooser(overlay: Overlay | null, chooser: Chooser): Overlay | null {
  return overlay === null || overlay.kind === "notices" ? overlay : { ...overlay, chooser };
}

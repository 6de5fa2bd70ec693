/** The terminal's own cursor, and its marks around what is pasted: only for a process that gets what is typed. */

/** Where the cursor is to be, from 0; null: hidden. */
export interface CaretPlace {
  readonly x: number;
  readonly y: number;
}

export class Caret {
  #place: CaretPlace | null = null;
  #marksPastes = false;

  /** What has to be written so that, after `bytes`, the cursor stands at its place; empty where nothing changes. */
  around(bytes: string, place: CaretPlace | null, marksPastes: boolean): string {
    const pastes = marksPastes === this.#marksPastes ? "" : `\x1b[?2004${marksPastes ? "h" : "l"}`;
    const wasShown = this.#place !== null;
    const hasMoved = place?.x !== this.#place?.x || place?.y !== this.#place?.y;
    this.#place = place;
    this.#marksPastes = marksPastes;
    if (bytes === "" && !hasMoved) return pastes;
    // Drawing moves it: where updates are not taken as one, it would be seen to jump.
    const hide = wasShown ? "\x1b[?25l" : "";
    const show = place === null ? "" : `\x1b[${place.y + 1};${place.x + 1}H\x1b[?25h`;
    return hide + bytes + show + pastes;
  }

  /** The terminal was given away, and is as it was found. */
  reset(): void {
    this.#place = null;
    this.#marksPastes = false;
  }
}

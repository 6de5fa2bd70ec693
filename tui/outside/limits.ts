/** Every limit of what is done outside of the screen, with its reason. */

export const outsideLimits = {
  /** Bytes of text that the terminal's clipboard is sent: 100,000 characters of base64, the least that such terminals take. */
  terminalCopyBytes: 74_994,
  /** Characters of one piece of a sequence that goes through GNU screen: its older versions cut strings at 256. */
  screenPiece: 240,
  /** Bytes of text that a clipboard program is given: 100,000 lines of usual length. X servers pass on as much in a second. */
  copyBytes: 16_777_216,
  /** Milliseconds that a clipboard program gets for taking a text: without its display server it may wait for ever. */
  copyMs: 2_000,
  /** Characters that a pager is given: `copiedLines` lines of 300 are half of it; it has to read all to show the end. */
  pageCharacters: 67_108_864,
  /** Milliseconds in which a program that is started beside the screen tells by its exit code that it cannot do it. */
  launchMs: 1_000,
  /** Milliseconds for the program that has the terminal to end when Brummer does: an editor has to keep what is not saved. */
  endMs: 1_000,
} as const;

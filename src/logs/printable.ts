/** Text that comes from elsewhere (names, commands, messages of the system) made fit to stand in a line. */

/** C0 and C1 control characters and DEL (ECMA-48), of which a terminal would do something. */
const controls = /[\x00-\x1f\x7f-\x9f]+/g;

/** The text with every run of control characters replaced by one space. */
export function printable(text: string): string {
  return text.replace(controls, " ");
}

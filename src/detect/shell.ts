/** Texts that a shell runs, and words for it. */

/** The command line of the user's shell for a text: its own quoting, pipes and variables work. */
export function shellArguments(text: string, platform: string = process.platform): string[] {
  return platform === "win32" ? ["cmd.exe", "/d", "/s", "/c", text] : ["/bin/sh", "-c", text];
}

/** A word as a POSIX shell reads it back: quoted only where it must be. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Program and arguments as one line for display. */
export function shownCommand(argv: readonly string[]): string {
  return argv.map(quoted).join(" ");
}

/** What the terminal at hand can do, from the environment: nothing is asked of the terminal itself. */

/** The variables that are read. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** True when the locale says UTF-8 (POSIX: LC_ALL before LC_CTYPE before LANG). Windows terminals always do. */
export function speaksUtf8(env: Environment, platform: string): boolean {
  if (platform === "win32") return true;
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || "";
  return /utf-?8/i.test(locale);
}

/** Why a screen cannot be shown, or that it can. `headless`: go on without one and say so. */
export type ScreenChoice =
  | { readonly kind: "screen" }
  | { readonly kind: "headless"; readonly why: string }
  | { readonly kind: "impossible"; readonly why: string };

/** `terminals`: whether standard input and output are terminals. */
export function chooseScreen(env: Environment, terminals: { input: boolean; output: boolean }): ScreenChoice {
  if (!terminals.output || !terminals.input) {
    const which = terminals.output ? "Standard input" : "Standard output";
    return {
      kind: "impossible",
      why: `${which} is no terminal, so there is no place for the screen. Use --no-tui to print lines instead.`,
    };
  }
  if (env["TERM"] === "dumb") {
    return {
      kind: "headless",
      why: "TERM is dumb: no screen can be drawn, lines are printed instead (as with --no-tui).",
    };
  }
  return { kind: "screen" };
}

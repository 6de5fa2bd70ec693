/** From SGR colours (ECMA-48, section 8.3.117; xterm's 256 and true colours) to HTML. */

/** The sixteen colours, in shades that can be read on white and on black. */
const palette = [
  "#57606a",
  "#cf222e",
  "#1a7f37",
  "#9a6700",
  "#0969da",
  "#8250df",
  "#1b7c83",
  "#8c959f",
  "#6e7781",
  "#e5534b",
  "#2da44e",
  "#bf8700",
  "#218bff",
  "#a475f9",
  "#3192aa",
  "#b1bac4",
] as const;

interface Style {
  colour: string;
  background: string;
  isBold: boolean;
  isDim: boolean;
  isItalic: boolean;
  isUnderlined: boolean;
  isStruck: boolean;
  isInverse: boolean;
}

const plain: Readonly<Style> = {
  colour: "",
  background: "",
  isBold: false,
  isDim: false,
  isItalic: false,
  isUnderlined: false,
  isStruck: false,
  isInverse: false,
};

/** The text for HTML, with a `span` for every run of a style. Only colour sequences are known; nothing else can be in a log's text. */
export function htmlOf(text: string): string {
  let html = "";
  let style: Style = { ...plain };
  let last = 0;
  for (const match of text.matchAll(/\x1b\[([\d;:]*)m/g)) {
    html += styled(text.slice(last, match.index), style);
    style = changed(style, match[1] ?? "");
    last = match.index + match[0].length;
  }
  return html + styled(text.slice(last), style);
}

function styled(text: string, style: Style): string {
  if (text === "") return "";
  const escaped = text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const css = cssOf(style);
  return css === "" ? escaped : `<span style="${css}">${escaped}</span>`;
}

function cssOf(style: Style): string {
  const { isBold, isDim, isItalic, isUnderlined, isStruck, isInverse } = style;
  const colour = isInverse ? style.background || "var(--bg)" : style.colour;
  const background = isInverse ? style.colour || "var(--fg)" : style.background;
  const lines = [isUnderlined ? "underline" : "", isStruck ? "line-through" : ""].filter((one) => one !== "").join(" ");
  return [
    colour === "" ? "" : `color:${colour}`,
    background === "" ? "" : `background:${background}`,
    isBold ? "font-weight:bold" : "",
    isDim ? "opacity:.65" : "",
    isItalic ? "font-style:italic" : "",
    lines === "" ? "" : `text-decoration:${lines}`,
  ]
    .filter((one) => one !== "")
    .join(";");
}

function changed(before: Style, parameters: string): Style {
  const codes = parameters.replaceAll(":", ";").split(";").map(Number);
  let style: Style = { ...before };
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    if (code === 0) style = { ...plain };
    else if (code === 1) style.isBold = true;
    else if (code === 2) style.isDim = true;
    else if (code === 3) style.isItalic = true;
    else if (code === 4) style.isUnderlined = true;
    else if (code === 7) style.isInverse = true;
    else if (code === 9) style.isStruck = true;
    else if (code === 22) Object.assign(style, { isBold: false, isDim: false });
    else if (code === 23) style.isItalic = false;
    else if (code === 24) style.isUnderlined = false;
    else if (code === 27) style.isInverse = false;
    else if (code === 29) style.isStruck = false;
    else if (code === 39) style.colour = "";
    else if (code === 49) style.background = "";
    else if (code >= 30 && code <= 37) style.colour = palette[code - 30] ?? "";
    else if (code >= 90 && code <= 97) style.colour = palette[code - 82] ?? "";
    else if (code >= 40 && code <= 47) style.background = palette[code - 40] ?? "";
    else if (code >= 100 && code <= 107) style.background = palette[code - 92] ?? "";
    else if (code === 38 || code === 48) {
      const { colour, used } = extended(codes.slice(at + 1));
      if (code === 38) style.colour = colour;
      else style.background = colour;
      at += used;
    }
  }
  return style;
}

function extended([mode, ...rest]: readonly number[]): { colour: string; used: number } {
  const byte = (value: number | undefined) => Math.max(0, Math.min(255, value ?? 0));
  if (mode === 2) return { colour: `rgb(${byte(rest[0])},${byte(rest[1])},${byte(rest[2])})`, used: 4 };
  if (mode !== 5) return { colour: "", used: 1 };
  const index = byte(rest[0]);
  if (index < 16) return { colour: palette[index] ?? "", used: 2 };
  if (index >= 232) {
    const grey = 8 + 10 * (index - 232);
    return { colour: `rgb(${grey},${grey},${grey})`, used: 2 };
  }
  const part = (value: number) => (value === 0 ? 0 : 55 + 40 * value);
  const cube = index - 16;
  return {
    colour: `rgb(${part(Math.floor(cube / 36))},${part(Math.floor(cube / 6) % 6)},${part(cube % 6)})`,
    used: 2,
  };
}

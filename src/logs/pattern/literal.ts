/** The text that every match of a pattern holds. */

import type { Node } from "./parse.ts";

/** A single character: one that stands for itself, or an escaped sign. */
const single = /^\\u([\da-f]{4})$|^\\x([\da-f]{2})$|^\\([^\w\s])$/i;

/**
 * The longest text that is in everything the pattern matches, as far as its structure shows; empty for none. Searching for it
 * first is many times faster than trying the pattern on everything.
 */
export function requiredText(root: Node): string {
  let best = "";
  let open = "";
  const close = () => {
    if (open.length > best.length) best = open;
    open = "";
  };
  const visit = (node: Node): void => {
    switch (node.kind) {
      case "atom": {
        const character = characterOf(node.source);
        if (character === undefined) close();
        else open += character;
        return;
      }
      case "assertion":
        return;
      case "sequence":
        for (const item of node.items) visit(item);
        return;
      case "repeat":
        if (node.min > 0) visit(node.item);
        // What follows need not stand behind the first repetition.
        if (node.min !== 1 || node.max !== 1) close();
        return;
      case "choice":
        close();
    }
  };
  visit(root);
  close();
  return best;
}

function characterOf(source: string): string | undefined {
  const found = single.exec(source);
  if (found === null) return undefined;
  const code = found[1] ?? found[2];
  return code === undefined ? found[3] : String.fromCharCode(Number.parseInt(code, 16));
}

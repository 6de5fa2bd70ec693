import { styleText } from "node:util";
import { wantsColour } from "../src/environment.ts";

const BAR_WIDTH = 24;
const colour = wantsColour();

/** The text in this colour where colours are wanted. */
export function paint(format: "green" | "red" | "dim", text: string): string {
  return colour ? styleText(format, text) : text;
}

/** Shows how far a job is: a bar that redraws itself on a terminal, one line a step elsewhere. */
export function showProgress(id: string, done: number, all: number): void {
  if (!process.stdout.isTTY) {
    console.log(`${id} label ${done} of ${all}`);
    return;
  }
  const filled = Math.round((done / all) * BAR_WIDTH);
  const bar = "#".repeat(filled) + "-".repeat(BAR_WIDTH - filled);
  process.stdout.write(`\r${id} [${bar}] ${done}/${all}`);
}

/** Takes the bar away, so that the next line starts at the left. */
export function clearProgress(): void {
  if (process.stdout.isTTY) process.stdout.write("\r\u001b[K");
}

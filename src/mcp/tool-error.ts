/** A mistake that the caller can mend; the message says how. Any other error's message is shown as it is. */
export class ToolError extends Error {
  override name = "ToolError";
}

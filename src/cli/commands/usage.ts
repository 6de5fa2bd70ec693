/** The command line is wrong in a way that the option parser does not see: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

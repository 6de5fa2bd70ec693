/** A message that is not well-formed, or larger than is taken: what is wrong, and the status that a client is answered with. */

export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Event streams (Server-Sent Events) on their way to a client. */

/**
 * An event stream that begins with these lines (a comment, where nothing else is to be said), so that the client gets the headers
 * at once and not with the first event; `onEnd` is called when it has ended on either side or broken.
 */
export function eventStream(
  events: ReadableStream<Uint8Array>,
  onEnd: () => void,
  beginning = ": open\n",
): ReadableStream<Uint8Array> {
  const reader = events.getReader();
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(`${beginning}\n`));
    },
    async pull(controller) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        onEnd();
        throw error;
      });
      if (!done) return controller.enqueue(value);
      onEnd();
      controller.close();
    },
    async cancel(reason) {
      onEnd();
      await reader.cancel(reason);
    },
  });
}

import { expect, test } from "bun:test";
import { bunTcp } from "../../../src/runtime/bun-tcp.ts";
import { nodeTcp } from "../../../src/runtime/node-tcp.ts";
import type { TcpHandlers, TcpSocket } from "../../../src/runtime/tcp.ts";
import { freePort } from "../../support/ports.ts";

const local = "127.0.0.1";

/** Notes what is heard of a connection. */
class Heard implements TcpHandlers {
  bytes = 0;
  text = "";
  drains = 0;
  readonly ends = Promise.withResolvers<void>();
  readonly closes = Promise.withResolvers<void>();
  onData: (bytes: Uint8Array) => void = () => {};

  data(bytes: Uint8Array): void {
    this.bytes += bytes.length;
    if (this.bytes < 100) this.text += Buffer.from(bytes).toString();
    this.onData(bytes);
  }
  drained(): void {
    this.drains++;
  }
  ended(): void {
    this.ends.resolve();
  }
  closed(): void {
    this.closes.resolve();
  }
}

for (const [name, tcp] of Object.entries({ "Bun's sockets": bunTcp, "node:net": nodeTcp })) {
  /** Both ends of a connection. */
  async function pair() {
    const [ours, theirs] = [new Heard(), new Heard()];
    const accepted = Promise.withResolvers<TcpSocket>();
    const listener = await tcp.listen({ hostname: local, port: 0 }, (socket) => {
      accepted.resolve(socket);
      return theirs;
    });
    const socket = await tcp.connect({ hostname: local, port: listener.port }, ours);
    const other = await accepted.promise;
    const stop = () => {
      socket.abort();
      other.abort();
      listener.stop();
    };
    return { ours, theirs, socket, other, stop };
  }

  test(`${name}: bytes pass in both directions, and one side may end before the other`, async () => {
    const { ours, theirs, socket, other, stop } = await pair();
    expect(other.remotePort).toBeGreaterThan(0);
    socket.write(Buffer.from("hello"));
    socket.end();
    await theirs.ends.promise;
    expect(theirs.text).toBe("hello");
    other.write(Buffer.from("still here"));
    other.end();
    // When both have ended the connection is gone: that may be all that is heard of the second end.
    await Promise.all([ours.closes.promise, theirs.closes.promise]);
    expect(ours.text).toBe("still here");
    // Of what is over nothing comes.
    expect(socket.write(Buffer.from("late"))).toBe(true);
    stop();
  });

  test(`${name}: who is not read holds who writes, and hears when it goes on`, async () => {
    const { ours, theirs, socket, other, stop } = await pair();
    other.pause();
    const piece = new Uint8Array(256 * 1024);
    let written = 0;
    while (socket.write(piece)) {
      written += piece.length;
      if (written > 64 * 1024 * 1024) break;
      await Bun.sleep(0);
    }
    written += piece.length;
    expect(written).toBeLessThan(64 * 1024 * 1024);
    expect(socket.waiting).toBeGreaterThan(0);
    const all = new Promise<void>((resolve) => {
      theirs.onData = () => {
        if (theirs.bytes >= written) resolve();
      };
    });
    other.resume();
    await all;
    expect(theirs.bytes).toBe(written);
    for (let turn = 0; ours.drains === 0 && turn < 1000; turn++) await Bun.sleep(1);
    expect([ours.drains, socket.waiting]).toEqual([1, 0]);
    stop();
  });

  test(`${name}: what waits is sent before the end`, async () => {
    const { theirs, socket, other, stop } = await pair();
    other.pause();
    const piece = new Uint8Array(24 * 1024 * 1024);
    socket.write(piece);
    socket.end();
    other.resume();
    await theirs.ends.promise;
    expect(theirs.bytes).toBe(piece.length);
    stop();
  });

  test(`${name}: an abort ends both sides at once`, async () => {
    const { ours, theirs, socket, stop } = await pair();
    socket.abort();
    await Promise.all([ours.closes.promise, theirs.closes.promise]);
    stop();
  });

  test(`${name}: errors have codes`, async () => {
    const listener = await tcp.listen({ hostname: local, port: 0 }, () => new Heard());
    const again = tcp.listen({ hostname: local, port: listener.port }, () => new Heard());
    expect(await again.catch((error) => error.code)).toBe("EADDRINUSE");
    listener.stop();
    const nobody = tcp.connect({ hostname: local, port: await freePort() }, new Heard());
    expect(await nobody.catch((error) => error.code)).toBe("ECONNREFUSED");
  });

  test(`${name}: TLS with somebody who speaks none is an error`, async () => {
    const listener = await tcp.listen({ hostname: local, port: 0 }, (socket) => {
      const heard = new Heard();
      heard.onData = () => {
        socket.write(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"));
        socket.end();
      };
      return heard;
    });
    const secure = tcp.connect({ hostname: local, port: listener.port, isSecure: true }, new Heard());
    expect(
      await secure.then(
        () => "connected",
        () => "refused",
      ),
    ).toBe("refused");
    listener.stop();
  });
}

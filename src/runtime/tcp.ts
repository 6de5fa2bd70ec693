/** TCP connections as the runtime adapters offer them. */

/** An open connection. */
export interface TcpSocket {
  /**
   * Sends bytes, which must not be changed afterwards; what cannot be sent yet waits in memory. False: something waits, and
   * `drained` will be called. Does nothing once the connection has ended.
   */
  write(bytes: Uint8Array): boolean;
  /** Ends our side when all that waits has been sent. */
  end(): void;
  /** Ends both sides at once. */
  abort(): void;
  /** Nothing more is read until {@link resume}; what has been read already may still come. */
  pause(): void;
  resume(): void;
  /** Bytes that wait to be sent. */
  readonly waiting: number;
  /** Port of the other side. */
  readonly remotePort: number;
}

/** Who hears of it. */
export interface TcpHandlers {
  /** The bytes belong to whoever gets them. */
  data(bytes: Uint8Array): void;
  /** All that waited has been sent. */
  drained(): void;
  /** The other side sends nothing more. */
  ended(): void;
  /** Once: the connection is gone. */
  closed(): void;
}

export interface TcpListener {
  readonly port: number;
  /** Accepts nothing more; open connections stay. */
  stop(): void;
}

export interface TcpAddress {
  readonly hostname: string;
  readonly port: number;
}

/**
 * Where a connection goes. `isSecure`: by TLS; the certificate is not checked, as that of a development server cannot be. `serverName`: what
 * the server is told that it is called (RFC 6066, section 3), by default its host.
 */
export interface TcpTarget extends TcpAddress {
  readonly isSecure?: boolean;
  readonly serverName?: string;
}

export interface Tcp {
  /** Rejects with an Error with `code` `EADDRINUSE` when the port is taken. */
  listen(address: TcpAddress, accept: (socket: TcpSocket) => TcpHandlers): Promise<TcpListener>;
  /** Rejects with an Error with a `code` (`ECONNREFUSED`) where there is no connection to be had. */
  connect(target: TcpTarget, handlers: TcpHandlers): Promise<TcpSocket>;
}

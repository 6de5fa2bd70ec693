/** HAR 1.2 (HTTP Archive, W3C draft "HTTP Archive (HAR) format"), as far as we write it. Own fields begin with `_`, as the format wants. */

export interface HarNamed {
  readonly name: string;
  readonly value: string;
}

export interface HarCookie extends HarNamed {
  readonly path?: string;
  readonly domain?: string;
  /** ISO 8601. */
  readonly expires?: string;
  readonly httpOnly?: boolean;
  readonly secure?: boolean;
  readonly _sameSite?: string;
}

export interface HarPostData {
  readonly mimeType: string;
  readonly params: readonly HarNamed[];
  readonly text: string;
  /** Ours: the text is base64, as that of an answer is marked by the format itself. */
  readonly _encoding?: "base64";
  readonly comment?: string;
}

export interface HarRequest {
  readonly method: string;
  readonly url: string;
  readonly httpVersion: string;
  readonly cookies: readonly HarCookie[];
  readonly headers: readonly HarNamed[];
  readonly queryString: readonly HarNamed[];
  readonly postData?: HarPostData;
  /** Bytes; -1: not known. */
  readonly headersSize: number;
  readonly bodySize: number;
}

export interface HarContent {
  /** Bytes of the content, decoded. */
  readonly size: number;
  /** Bytes that its coding has saved. */
  readonly compression?: number;
  readonly mimeType: string;
  readonly text?: string;
  readonly encoding?: "base64";
  readonly comment?: string;
}

export interface HarResponse {
  /** 0: there was none. */
  readonly status: number;
  readonly statusText: string;
  readonly httpVersion: string;
  readonly cookies: readonly HarCookie[];
  readonly headers: readonly HarNamed[];
  readonly content: HarContent;
  readonly redirectURL: string;
  readonly headersSize: number;
  readonly bodySize: number;
  /** As Chrome writes it: why there is none. */
  readonly _error?: string;
}

/** Milliseconds; -1: does not apply. */
export interface HarTimings {
  readonly blocked: number;
  readonly dns: number;
  readonly connect: number;
  readonly send: number;
  readonly wait: number;
  readonly receive: number;
  readonly ssl: number;
}

/** As Chrome writes them. */
export interface HarMessage {
  readonly type: "send" | "receive";
  /** Seconds since 1970. */
  readonly time: number;
  /** RFC 6455, section 5.2. */
  readonly opcode: number;
  readonly data: string;
  /** Ours: bytes of a message whose content is not kept. */
  readonly _size?: number;
}

export interface HarEntry {
  /** ISO 8601. */
  readonly startedDateTime: string;
  /** Milliseconds: the sum of the timings that apply. */
  readonly time: number;
  readonly request: HarRequest;
  readonly response: HarResponse;
  readonly cache: Readonly<Record<string, never>>;
  readonly timings: HarTimings;
  readonly comment?: string;
  readonly _resourceType: string;
  readonly _webSocketMessages?: readonly HarMessage[];
  /** Ours: the exchange's number, the process whose server it is, and of which exchange it is a replay. */
  readonly _id: number;
  readonly _process?: string;
  readonly _replayOf?: number;
}

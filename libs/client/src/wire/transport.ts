/** The way to the server. The library never assumes that it works, nor that an answer comes from Bimride. */

/** One request. The token is attached here, at sending: nothing that is stored holds a credential. */
export interface TransportRequest {
  readonly path: string;
  /** JSON. */
  readonly body: string;
  readonly token: string;
  readonly signal: AbortSignal;
}

export interface TransportReply {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | null;
  /** It comes from another address than the one asked. */
  readonly redirected: boolean;
  readonly text: string;
}

export interface Transport {
  /** @throws when there is no answer at all. */
  post(request: TransportRequest): Promise<TransportReply>;
}

/**
 * Every limit of the HTTP surface, with its unit. Each is tested on both sides.
 */
export const HTTP_LIMITS = {
  /** A request body as it comes over the wire. */
  bodyBytesMax: 1_048_576,
  /** A request body after its content coding (gzip, deflate, br) is undone. */
  inflatedBodyBytesMax: 4_194_304,
  /** Answers of JSON from this size on are compressed for whoever accepts it. */
  compressedReplyBytesMin: 8_192,
  /** Text up to this long is searched for the place where it stops being JSON. */
  jsonBreakCharsMax: 65_536,
  /** Objects and arrays within each other. */
  jsonDepthMax: 32,
  /** All headers of a request together, the request line included. */
  headerBytesMax: 16_384,
  headersCountMax: 100,
  /** Path and query together. */
  urlCharsMax: 4_096,
  /** One path parameter. */
  pathParameterCharsMax: 200,
  /** Places named in one problem document, and characters of what is said of one. */
  problemPlacesMax: 20,
  problemPlaceCharsMax: 200,
  /** From the first byte of a request to the end of its headers. */
  headersTimeoutMs: 10_000,
  /** From the first byte of a request to the end of its body. Phones at the edge of coverage send slowly. */
  requestTimeoutMs: 60_000,
  /** From the end of the headers to the answer, so it includes the body. Event streams, which answer at once, are free to go on. */
  handlerTimeoutMs: 80_000,
  /** How often the two timeouts before are looked at. */
  timeoutCheckEveryMs: 5_000,
  /** An idle connection is kept this long: longer than the load balancer in front (Azure: 60 s) keeps it. */
  keepAliveTimeoutMs: 65_000,
  /** Open connections of one process. */
  connectionsMax: 10_000,
  /** Points that a person may use in a minute, when the operator names no other number: a request is one, and so are these bytes. */
  personPointsPerMinute: 1_200,
  /** The same for all requests of one address (of IPv6: of a /64) that carry no valid token, or sign in. */
  strangerPointsPerMinute: 600,
  /** Bytes of bodies, once their content coding is undone, and of answers, before they are compressed, that are one point. */
  sentBytesPerPoint: 1_024,
  fetchedBytesPerPoint: 16_384,
  /** For how many minutes' points somebody may have waited, and use them at once. */
  allowanceBurstMinutes: 5,
  /** People, and addresses, whose use one process remembers. */
  allowancesMax: 100_000,
  /** Told to clients that come while the server cannot answer. */
  retryAfterSeconds: 2,
} as const;

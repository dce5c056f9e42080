/**
 * The server's time, in milliseconds since 1970: one clock for everything that is decided, answered or told by it. Only
 * tokens and connections are judged by real time, whatever this clock says.
 */
export abstract class ServerClock {
  abstract nowMs(): number;
}

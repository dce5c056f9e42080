/** The server cannot start here. The message says what to do, to whoever starts it. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}

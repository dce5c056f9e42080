/** The embedded database cannot be had here. The message says why and what to do, to whoever starts it. */
export class EmbeddedPostgresRefused extends Error {
  override readonly name = 'EmbeddedPostgresRefused';
}

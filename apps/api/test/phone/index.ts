/**
 * The door to the raw phone: what a test speaks the sync protocol with when it must be free to speak it badly. It knows what
 * `docs/protocol.md` says and nothing of `libs/client`, so each of the two is checked by the other.
 */
export { HttpPhone, type Caller, type Done, type PushTry } from './http-phone.ts';
export { openPokes, pokesIn, PokeStream } from './pokes.ts';
export { post } from './post.ts';
export { RawPhone, type Said } from './raw-phone.ts';
export { pullBody, pushBody } from './bodies.ts';

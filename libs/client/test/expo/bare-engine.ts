/**
 * An engine with as little as React Native's has, as a context of `node:vm`: the language of ES2022, timers, `fetch` and what goes with
 * it, TextEncoder (React Native has it since 0.74, and @noble/curves asks for it), and none of what browsers and Node add. Stricter than
 * Hermes of React Native 0.86, which has TextDecoder and newer methods of arrays, too: older versions do not.
 */
import { createContext, runInContext, type Context } from 'node:vm';

/** Names of the platform that the bundle must do without. */
// prettier-ignore
export const MISSING = [
  'TextDecoder', 'TextDecoderStream', 'TextEncoderStream', 'CompressionStream', 'ReadableStream', 'atob', 'btoa',
  'crypto', 'structuredClone', 'BroadcastChannel', 'MessageChannel', 'navigator', 'indexedDB', 'localStorage',
  'document', 'location', 'Buffer', 'require', 'module', 'WebAssembly', 'SharedArrayBuffer', 'Atomics',
] as const;

/** Methods that came after ES2022. */
const NEWER = `
  for (const name of ['toSorted', 'toReversed', 'toSpliced', 'with', 'findLast', 'findLastIndex']) delete Array.prototype[name];
  for (const name of ['union', 'intersection', 'difference', 'isSubsetOf']) delete Set.prototype[name];
  for (const name of ['withResolvers', 'try']) delete Promise[name];
  for (const name of ['isWellFormed', 'toWellFormed']) delete String.prototype[name];
  for (const name of ['groupBy']) { delete Object[name]; delete Map[name]; }
  for (const name of ['Segmenter', 'ListFormat', 'PluralRules', 'RelativeTimeFormat', 'DisplayNames']) delete Intl[name];
  delete Array.fromAsync; delete globalThis.Iterator;
`;

/** What React Native itself brings. */
// prettier-ignore
const PLATFORM = {
  // check-specs: waits-by-time -- handed to an engine that has none
  setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate, queueMicrotask,
  AbortController, AbortSignal, Headers, Request, Response, FormData, Blob, URL, URLSearchParams, TextEncoder,
  performance: { now: () => performance.now() },
};

/** A fresh engine. `given` is what the app's platform adds, natives and all. */
export function bareEngine(given: Readonly<Record<string, unknown>>): Context {
  const context = createContext({ ...PLATFORM, ...given });
  runInContext('globalThis.global = globalThis.window = globalThis.self = globalThis;', context);
  runInContext(NEWER, context);
  for (const name of MISSING) runInContext(`delete globalThis[${JSON.stringify(name)}]`, context);
  return context;
}

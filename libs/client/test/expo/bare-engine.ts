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

/** What React Native itself brings, but for timers. */
// prettier-ignore
const PLATFORM = {
  queueMicrotask, AbortController, AbortSignal, Headers, Request, Response, FormData, Blob, URL, URLSearchParams,
  TextEncoder, performance: { now: () => performance.now() },
};

/** Timers that end with their engine. */
function timers() {
  const set = new Set<NodeJS.Timeout>();
  const begin = (timer: NodeJS.Timeout): NodeJS.Timeout => {
    set.add(timer);
    return timer;
  };
  const end = (timer: NodeJS.Timeout | undefined): void => {
    clearTimeout(timer);
    if (timer) set.delete(timer);
  };
  return {
    given: {
      // check-specs: waits-by-time -- handed to an engine that has none
      setTimeout: (run: () => void, ms = 0) => begin(setTimeout(run, ms)),
      // check-specs: waits-by-time -- as above
      setInterval: (run: () => void, ms = 0) => begin(setInterval(run, ms)),
      // check-specs: waits-by-time -- as above
      setImmediate: (run: () => void) => begin(setTimeout(run, 0)),
      clearTimeout: end,
      clearInterval: end,
      clearImmediate: end,
    },
    stop: () => set.forEach(end),
  };
}

export interface BareEngine {
  readonly context: Context;
  /** Ends its timers: nothing of it runs any more but what waits for an answer. */
  stop(): void;
}

/** A fresh engine. `given` is what the app's platform adds, natives and all. */
export function bareEngine(given: Readonly<Record<string, unknown>>): BareEngine {
  const clock = timers();
  const context = createContext({ ...PLATFORM, ...clock.given, ...given });
  runInContext('globalThis.global = globalThis.window = globalThis.self = globalThis;', context);
  runInContext(NEWER, context);
  for (const name of MISSING) runInContext(`delete globalThis[${JSON.stringify(name)}]`, context);
  return { context, stop: clock.stop };
}

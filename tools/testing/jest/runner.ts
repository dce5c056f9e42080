import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { giveGlobals } from './globals.ts';
import { sourceMaps } from './register.ts';

/** How Jest calls what runs a spec file. */
type Run = (
  globalConfig: unknown,
  config: ConstructorParameters<typeof ModernFakeTimers>[0]['config'],
  environment: object,
  runtime: { getSourceMaps(): Map<string, string> },
  testPath: string,
  send: unknown,
) => Promise<unknown>;
type Globals = Parameters<typeof giveGlobals>[0];

const load = createRequire(import.meta.url);
const circus = load('jest-circus/runner') as { readonly default: Run };
const TEST_TIMEOUT = Symbol.for('TEST_TIMEOUT_SYMBOL');
/** Where Jest's runner leaves what belongs to one spec file. */
const OF_ONE_FILE: ReadonlySet<string | undefined> = new Set([
  'JEST_STATE_SYMBOL',
  'EVENT_HANDLERS',
  TEST_TIMEOUT.description,
]);

/**
 * Runs a spec file with Jest's own runner, but lets Node load it. So a worker loads each module once, where Jest's sandbox loads the
 * modules of a spec file, and all of the packages that they use, anew for every file (docs/adr/0021).
 */
const runNatively: Run = async (globalConfig, config, environment, runtime, testPath, send) => {
  forgetLastFile();
  const moduleMocker = new ModuleMocker(globalThis);
  const timers = new ModernFakeTimers({ config, global: globalThis });
  const variables = { ...process.env };
  const native = Object.assign(Object.create(runtime) as typeof runtime, {
    // A runner of its own for each file, as in the sandbox.
    requireInternalModule: (path: string): unknown => {
      delete load.cache[path];
      return load(path);
    },
    setGlobalsForRuntime: (globals: Globals) => giveGlobals({ ...globals, jest: jestObject(moduleMocker, timers) }),
    unstable_shouldLoadAsEsm: () => true,
    unstable_importModule: async (path: string): Promise<void> => {
      try {
        await import(pathToFileURL(path).href);
      } finally {
        const known = runtime.getSourceMaps();
        for (const [url, map] of sourceMaps) known.set(url, map);
      }
    },
  });
  const here = Object.assign(Object.create(environment) as object, {
    global: globalThis,
    moduleMocker,
    fakeTimersModern: timers,
  });
  try {
    return await circus.default(globalConfig, config, here, native, testPath, send);
  } finally {
    moduleMocker.restoreAllMocks();
    timers.dispose();
    restoreVariables(variables);
  }
};

// Jest asks for a default export.
export default runNatively;

function forgetLastFile(): void {
  for (const key of Object.getOwnPropertySymbols(globalThis))
    if (OF_ONE_FILE.has(key.description)) Reflect.deleteProperty(globalThis, key);
}

function restoreVariables(before: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in before)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, before);
}

/** The part of `jest` that has a meaning without a sandbox. */
function jestObject(mocker: ModuleMocker, timers: ModernFakeTimers): Globals['jest'] {
  const part = {
    fn: mocker.fn.bind(mocker),
    spyOn: mocker.spyOn.bind(mocker),
    restoreAllMocks: () => mocker.restoreAllMocks(),
    useFakeTimers: timers.useFakeTimers.bind(timers),
    useRealTimers: () => timers.useRealTimers(),
    setSystemTime: (now: number) => timers.setSystemTime(now),
    advanceTimersByTime: (ms: number) => timers.advanceTimersByTime(ms),
    setTimeout: (ms: number) => Reflect.set(globalThis, TEST_TIMEOUT, ms),
  };
  return part as unknown as Globals['jest'];
}

/**
 * A phone with everything but the phone: the Expo example's bundle, with Expo's own JavaScript, on a bare engine. Of the native
 * modules there are stand-ins, over real files, a real issuer and a real server. What iOS and Android do is not here.
 */
import { createHash, randomFillSync, type BinaryToTextEncoding } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { runInContext } from 'node:vm';
import { bareEngine, type BareEngine } from './bare-engine.ts';
import { nativeSqlite } from './native-sqlite.ts';
import { signInByHand } from './thumb.ts';

/** Where it stands, when somebody asks. */
const OISTINS = { latitude: 13.066, longitude: -59.535 };

type Listener = (event: never) => unknown;

/** How Expo's native modules tell what happens: `globalThis.expo.EventEmitter`. */
class EventEmitter {
  readonly #listeners = new Map<string, Set<Listener>>();

  addListener(name: string, listener: Listener): { remove(): void } {
    const all = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, all.add(listener));
    return { remove: () => void all.delete(listener) };
  }

  emit(name: string, event: unknown): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(event as never);
  }
}

export class ExpoPhone {
  /** Whether there is a network. */
  online = true;
  /** Who picks themselves on the issuer's page; null: they close it. */
  person: string | null = null;
  /** Requests that went out, by path. */
  readonly requests: string[] = [];
  readonly #folder: string;
  readonly #bundle: string;
  readonly #keychain = new Map<string, string>();
  readonly #registered = new Set<string>();
  #opened = new Set<DatabaseSync>();
  #tasks = new EventEmitter();
  #network = new EventEmitter();
  #finished = new Map<string, (result: unknown) => void>();
  #engine: BareEngine | null = null;

  constructor({ folder, bundle }: { readonly folder: string; readonly bundle: string }) {
    this.#folder = folder;
    this.#bundle = bundle;
    mkdirSync(join(folder, 'SQLite'), { recursive: true });
  }

  /** Starts the app, as a person or the system does. */
  launch(): void {
    this.#network = new EventEmitter();
    this.#tasks = Object.assign(new EventEmitter(), { EVENT_NAME: 'execute', ...this.#taskManager() });
    const console = { log: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
    const shared = { EventEmitter, NativeModule: EventEmitter, SharedObject: EventEmitter, SharedRef: EventEmitter };
    const expo = { ...shared, modules: this.#natives() };
    this.#engine = bareEngine({ expo, console, fetch: this.#fetch });
    runInContext(this.#bundle, this.#engine.context);
  }

  /** The system ends the app, without a word to it. */
  kill(): void {
    this.#engine?.stop();
    this.#engine = null;
    for (const database of this.#opened) database.close();
    this.#opened = new Set();
  }

  /** Calls the app: one of the functions of fixtures/expo-phone/life.js. */
  async call<T>(name: string, ...given: readonly unknown[]): Promise<T> {
    if (this.#engine === null) throw new Error('the app does not run');
    const answer = (await runInContext(`life.${name}(...${JSON.stringify(given)})`, this.#engine.context)) as unknown;
    // Plain values of this realm, for a spec to compare.
    return JSON.parse(JSON.stringify(answer ?? null)) as T;
  }

  /** The network comes or goes, and the phone tells the app. */
  connect(isConnected: boolean): void {
    this.online = isConnected;
    this.#network.emit('onNetworkStateChanged', { isConnected });
  }

  /** Asks of the engine what kind of thing a global is. */
  typeOf(name: string): unknown {
    if (this.#engine === null) throw new Error('the app does not run');
    return runInContext(`typeof ${name}`, this.#engine.context);
  }

  /** The system lets the app's background tasks run. What they answered, by name. */
  async wakeInBackground(): Promise<Readonly<Record<string, unknown>>> {
    if (this.#engine === null) this.launch();
    const ran = [...this.#registered].map(async (taskName, index) => {
      const eventId = `${taskName} ${index}`;
      const finished = new Promise<unknown>((resolve) => this.#finished.set(eventId, resolve));
      this.#tasks.emit('execute', { data: {}, error: null, executionInfo: { eventId, taskName } });
      return [taskName, await finished] as const;
    });
    return Object.fromEntries(await Promise.all(ran));
  }

  readonly #fetch: typeof fetch = async (input, init) => {
    if (!this.online) throw new TypeError('Network request failed');
    this.requests.push(new URL(input instanceof Request ? input.url : input).pathname);
    return fetch(input, init);
  };

  #natives(): Readonly<Record<string, object>> {
    return {
      ExpoSQLite: nativeSqlite(this.#folder, this.#opened),
      ExpoSecureStore: this.#secureStore(),
      ExpoCrypto: {
        getRandomValues: (into: Uint8Array) =>
          void randomFillSync(new Uint8Array(into.buffer, into.byteOffset, into.byteLength)),
        digestStringAsync: async (algorithm: string, text: string, { encoding }: { encoding: BinaryToTextEncoding }) =>
          createHash(algorithm.replace('-', '')).update(text).digest(encoding),
      },
      // Encrypting is not what the example does; expo-crypto asks for it when it is loaded.
      ExpoCryptoAES: { EncryptionKey: class {}, SealedData: class {} },
      ExpoWebBrowser: {
        openAuthSessionAsync: async (url: string, redirectUrl: string) => {
          if (!this.online || this.person === null) return { type: 'cancel' };
          return { type: 'success', url: await signInByHand(url, redirectUrl, this.person) };
        },
      },
      ExpoNetwork: this.#network,
      ExpoTaskManager: this.#tasks,
      ExpoBackgroundTask: Object.assign(new EventEmitter(), {
        getStatusAsync: async () => 2,
        registerTaskAsync: async (name: string) => void this.#registered.add(name),
        unregisterTaskAsync: async (name: string) => void this.#registered.delete(name),
      }),
      ExpoLocation: Object.assign(new EventEmitter(), {
        requestForegroundPermissionsAsync: async () => ({ granted: true }),
        getLastKnownPositionAsync: async () => ({ coords: OISTINS, timestamp: Date.now() }),
      }),
      ExponentConstants: { manifest: {}, executionEnvironment: 'standalone' },
      ExpoLinking: new EventEmitter(),
    };
  }

  #taskManager(): object {
    return {
      __expo_module_name__: 'ExpoTaskManager',
      isTaskRegisteredAsync: async (name: string) => this.#registered.has(name),
      unregisterTaskAsync: async (name: string) => void this.#registered.delete(name),
      notifyTaskFinishedAsync: async (_name: string, { eventId, result }: { eventId: string; result: unknown }) =>
        this.#finished.get(eventId)?.(result),
    };
  }

  #secureStore(): object {
    return {
      AFTER_FIRST_UNLOCK_THIS_DEVICE_ONLY: 1,
      getValueWithKeyAsync: async (name: string) => this.#keychain.get(name) ?? null,
      setValueWithKeyAsync: async (value: string, name: string) => void this.#keychain.set(name, value),
      deleteValueWithKeyAsync: async (name: string) => void this.#keychain.delete(name),
    };
  }
}

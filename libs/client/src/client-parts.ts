/** Putting the parts of a client together. */
import { acknowledgeOutcome, type MutationDefinition } from '#sync/client';
import { afterUpdate } from './after-update.ts';
import type { ClientOptions } from './client-options.ts';
import { deviceClock } from './clock.ts';
import { Device } from './device/device.ts';
import type { News } from './device/news.ts';
import { uuidv7 } from './ids.ts';
import { reporter } from './app-code.ts';
import { Credentials } from './sync/credentials.ts';
import { Drainer } from './sync/drainer.ts';
import type { PushParts } from './sync/push.ts';
import { noteOpened } from './storage/opened.ts';
import { Tokens } from './wire/token.ts';
import { soleTab, type Tabs } from './sync/tabs.ts';

export interface ClientParts extends PushParts {
  readonly tabs: Tabs;
  readonly drainer: Drainer;
  readonly credentials: Credentials | null;
  readonly mayActOffline: ClientOptions['mayActOffline'];
  /** Hears of what must not happen. Never throws. */
  readonly onError: (error: unknown) => void;
  readonly definitions: ReadonlyMap<string, MutationDefinition>;
  /** The storage is open for this client no more. */
  readonly letGo: () => void;
}

/** Opens the device and wires what works on it. */
export async function clientParts(options: ClientOptions): Promise<ClientParts> {
  const { person, storage, transport, token } = options;
  const { clock = deviceClock, tabs = soleTab(), schemaVersion = '1', upcasters = {} } = options;
  const onError = reporter(options.onError);
  const newId = options.newId ?? (() => uuidv7(clock.nowMs()));
  // What else sync has is done by REST, or by the machine.
  const all = [acknowledgeOutcome, ...options.mutations];
  const definitions = new Map(all.map((definition) => [definition.name, definition]));
  const onNews = (news: News): void => (tabs.shared ? tabs.post({ why: 'changed', news }) : undefined);
  const device = await Device.open({ storage, person, definitions, newId, onError, shared: tabs.shared, onNews });
  await afterUpdate(device, { schemaVersion, definitions, upcasters, onError, onUpdate: options.onUpdate });
  const tokens = new Tokens(token, person.subject, clock);
  const { file } = storage;
  const letGo = file === undefined || tabs.shared ? () => undefined : noteOpened(file, person.subject, onError);
  const parts = { device, transport, tokens, clock, tabs, schemaVersion, definitions, onError, letGo };
  const credentials = options.keepCredential === true ? new Credentials(parts) : null;
  const { mayActOffline } = options;
  return { ...parts, credentials, mayActOffline, drainer: new Drainer({ ...parts, credentials }) };
}

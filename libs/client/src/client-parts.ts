/** Putting the parts of a client together. */
import { syncMutations, type MutationDefinition } from '#sync/client';
import { afterUpdate } from './after-update.ts';
import type { ClientOptions } from './client-options.ts';
import { deviceClock } from './clock.ts';
import { Device } from './device/device.ts';
import { uuidv7 } from './ids.ts';
import { Drainer } from './sync/drainer.ts';
import type { PushParts } from './sync/push.ts';
import { soleTab, type Tabs } from './sync/tabs.ts';

export interface ClientParts extends PushParts {
  readonly tabs: Tabs;
  readonly drainer: Drainer;
  readonly definitions: ReadonlyMap<string, MutationDefinition>;
}

/** Opens the device and wires what works on it. */
export async function clientParts(options: ClientOptions): Promise<ClientParts> {
  const { person, storage, transport, token } = options;
  const { clock = deviceClock, tabs = soleTab(), schemaVersion = '1', upcasters = {} } = options;
  const newId = options.newId ?? (() => uuidv7(clock.nowMs()));
  const all = [...syncMutations, ...options.mutations];
  const definitions = new Map(all.map((definition) => [definition.name, definition]));
  const device = await Device.open({ storage, person, definitions, newId });
  await afterUpdate(device, { schemaVersion, definitions, upcasters });
  const parts = { device, transport, token, subject: person.subject, clock, tabs, schemaVersion, definitions };
  return { ...parts, drainer: new Drainer(parts) };
}

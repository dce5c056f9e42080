import type * as Jest from '@jest/globals';
import type { ModuleDefinition } from '../define/module.ts';
import { argumentFaults, openPlaces } from './argument-faults.ts';
import { fieldFaults } from './field-faults.ts';
import { fileFaults } from './file-faults.ts';
import { playModule, type ModuleParts, type PlayedModule } from './module-parts.ts';
import { phoneFaults } from './phone-faults.ts';
import { codeFaults, eventFaults, eventKeyFaults, nameFaults, sentenceFaults, textFaults } from './scene-faults.ts';
import { viewFaults } from './view-faults.ts';

type Check = (played: PlayedModule) => readonly string[] | Promise<readonly string[]>;

/** What every module has to pass, and what it is called. */
export const MODULE_CHECKS: Readonly<Record<string, Check>> = {
  'has a scene for each mutation, and never loses a name': nameFaults,
  'registers each mutation of its folder, one in a file with a spec of its own': fileFaults,
  'says in a sentence what each mutation does and each code means': sentenceFaults,
  'takes no arguments that nobody knows or that have no end': ({ module }) => module.mutations.flatMap(argumentFaults),
  'reaches each code of each mutation': codeFaults,
  'has a use for each of its texts': textFaults,
  'emits each of its events, and writes down what they hold': (played) => [
    ...eventFaults(played),
    ...payloadFaults(played),
  ],
  'says which events have people’s ids for keys': eventKeyFaults,
  'decides on a phone as on the server': phoneFaults,
  'hides what each view must hide': viewFaults,
  'has one rule for each field': fieldFaults,
};

/**
 * Describes, in a spec, what every module has to pass. Each test shows all that is wrong, and what to do about it.
 *
 * Jest's functions are taken from its globals, because this door is also entered outside of Jest, where `@jest/globals` throws.
 */
export function describeModule(module: ModuleDefinition, parts: ModuleParts): void {
  const { describe, expect, it } = globalThis as unknown as typeof Jest;
  describe(`the module ${module.name}`, () => {
    const played = playModule(module, parts);
    it.each(Object.entries(MODULE_CHECKS))('%s', async (_what, check) => {
      expect(await check(played)).toEqual([]);
    });
  });
}

function payloadFaults({ module }: PlayedModule): readonly string[] {
  return module.events.flatMap(({ type, schema }) =>
    openPlaces(schema)
      .filter((place) => place.endsWith('z.strictObject'))
      .map((place) => `${type}: ${place}`),
  );
}

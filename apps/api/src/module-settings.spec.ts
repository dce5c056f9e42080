import { defineModule, defineSetting } from '#sync';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ConfigError, parseConfig } from './config.ts';
import { settings } from './settings.ts';

const none = { mutations: [], kinds: [] };
const loadKilograms = defineSetting({
  name: 'BIMRIDE_LOAD_KILOGRAMS',
  meaning: 'How much a cart carries',
  schema: z.string().regex(/^\d+$/).transform(Number),
  form: 'a whole number',
  byDefault: 50,
  unit: 'kilograms',
  inProduction: { rule: 'must be 100 or less', allows: (value) => value <= 100 },
});
const carts = defineModule({ ...none, name: 'carts', configuration: { loadKilograms } });
const boats = defineModule({ ...none, name: 'boats' });

const read = (env: Record<string, string>) => parseConfig(env, 'database', [carts, boats]).ofModules;

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    read(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ variable, problem }) => `${variable} ${problem}`);
  }
}

describe('the settings of a module', () => {
  it('are handed to it under its own names, in the types of their schemas', () => {
    const { loadKilograms: load }: { readonly loadKilograms: number } = read({ BIMRIDE_LOAD_KILOGRAMS: '70' }).of(
      carts,
    );
    expect(load).toBe(70);
    expect(read({}).of(carts)).toEqual({ loadKilograms: 50 });
    expect(read({ BIMRIDE_LOAD_KILOGRAMS: '' }).of(carts)).toEqual({ loadKilograms: 50 });
    expect(read({}).of(boats)).toEqual({});
  });

  it('are refused with the others, together, and without their values', () => {
    expect(problemsOf({ PORT: 'x', BIMRIDE_LOAD_KILOGRAMS: 'secret' })).toEqual([
      'PORT must be a whole number from 0 to 65535',
      'BIMRIDE_LOAD_KILOGRAMS must be a whole number',
    ]);
    const [unknown = ''] = problemsOf({ BIMRIDE_LOAD: '7' });
    expect(unknown).toMatch(/^BIMRIDE_LOAD is not a setting of Bimride.*, BIMRIDE_LOAD_KILOGRAMS\.$/);
  });

  it('keep the rule of production, there alone', () => {
    const heavy = { BIMRIDE_LOAD_KILOGRAMS: '101' };
    expect(problemsOf(heavy)).toEqual([]);
    const production = { ...heavy, NODE_ENV: 'production', DATABASE_URL: 'postgres://u:p@db/x?sslmode=disable' };
    expect(problemsOf(production)).toEqual(['BIMRIDE_LOAD_KILOGRAMS must be 100 or less in production.']);
  });

  it('stand in the page about settings', () => {
    expect(settings([carts]).at(-1)).toEqual({
      name: 'BIMRIDE_LOAD_KILOGRAMS',
      meaning: 'How much a cart carries',
      form: 'a whole number',
      unit: 'kilograms',
      byDefault: '50',
      inProduction: 'Must be 100 or less',
    });
  });
});

describe('what a module cannot have', () => {
  it('is a setting of another, or of the application', () => {
    const lorries = defineModule({ ...none, name: 'lorries', configuration: { tons: loadKilograms } });
    expect(() => parseConfig({}, 'server', [carts, lorries])).toThrow(
      'the setting BIMRIDE_LOAD_KILOGRAMS of lorries is one of carts already: give it another name',
    );
    const migrate = defineSetting({ ...loadKilograms, name: 'BIMRIDE_MIGRATE' });
    const ours = defineModule({ ...none, name: 'ours', configuration: { migrate } });
    expect(() => parseConfig({}, 'server', [ours])).toThrow(
      'BIMRIDE_MIGRATE of ours is one of the application already',
    );
  });

  it('is a setting that it did not declare: the compiler says so', () => {
    // @ts-expect-error -- carts declare no wheels
    expect(read({}).of(carts).wheels).toBeUndefined();
    // @ts-expect-error -- boats declare nothing at all
    expect(read({}).of(boats).loadKilograms).toBeUndefined();
  });

  it('is a value that nobody read', () => {
    const settingsOfBoats = parseConfig({}, 'server', [boats]).ofModules;
    expect(() => settingsOfBoats.of(carts)).toThrow('BIMRIDE_LOAD_KILOGRAMS of carts was not read: is it installed?');
  });
});

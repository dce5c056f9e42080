import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineModule } from './module.ts';
import { defineSetting } from './setting.ts';

const wheels = defineSetting({
  name: 'BIMRIDE_WHEELS',
  meaning: 'How many',
  schema: z.enum(['two', 'four']),
  form: 'two or four',
  byDefault: 'four',
});

describe('a setting', () => {
  it('has a name that tells whose it is in an environment', () => {
    const named = (name: string) => () => defineSetting({ ...wheels, name: name as 'BIMRIDE_X' });
    expect(named('BIMRIDE_ROAD_ENGINE')).not.toThrow();
    for (const name of ['WHEELS', 'BIMRIDE_', 'BIMRIDE_wheels'])
      expect(named(name)).toThrow(`setting name ${name} is not BIMRIDE_ and capitals`);
  });

  it('stands once in its module', () => {
    const module = { name: 'carts', mutations: [], kinds: [] };
    expect(() => defineModule({ ...module, configuration: { wheels, tyres: wheels } })).toThrow(
      'module carts: the setting BIMRIDE_WHEELS stands in it twice',
    );
    expect(defineModule({ ...module, configuration: { wheels } }).configuration).toEqual({ wheels });
  });

  it('has a default that its schema gives', () => {
    const { schema, ...rest } = wheels;
    // @ts-expect-error -- the compiler says so
    const three = defineSetting<'two' | 'four'>({ ...rest, schema, byDefault: 'three' });
    expect(schema.safeParse(three.byDefault).success).toBe(false);
  });
});

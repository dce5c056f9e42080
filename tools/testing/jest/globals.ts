/**
 * What `@jest/globals` is to specs. Modules stay from one spec file to the next, so each name asks at every use for what the spec
 * file of the moment was given by Jest.
 */
type Globals = typeof import('@jest/globals');

const HELD = Symbol.for('bimride.jest-globals');
const held = globalThis as { [HELD]?: Globals };

/** For the runner: what the spec file that begins is given. */
export function giveGlobals(globals: Globals): void {
  held[HELD] = globals;
}

function current<Name extends keyof Globals>(name: Name): Globals[Name] {
  const named = held[HELD]?.[name];
  if (named === undefined) throw new Error(`${name} is there while Jest runs a spec`);
  return named;
}

/** A function that stands for the one of this name at the moment, and for its members (`it.each`). */
function standIn<Name extends 'describe' | 'it' | 'test' | 'expect' | 'jest' | Hook>(name: Name): Globals[Name] {
  return new Proxy(() => undefined, {
    apply: (_, self, args) => Reflect.apply(current(name) as unknown as () => unknown, self, args) as unknown,
    get: (_, member) => Reflect.get(current(name), member) as unknown,
  }) as unknown as Globals[Name];
}
type Hook = 'beforeAll' | 'beforeEach' | 'afterAll' | 'afterEach';

export const describe = standIn('describe');
export const it = standIn('it');
export const test = standIn('test');
export const expect = standIn('expect');
export const jest = standIn('jest');
export const beforeAll = standIn('beforeAll');
export const beforeEach = standIn('beforeEach');
export const afterAll = standIn('afterAll');
export const afterEach = standIn('afterEach');

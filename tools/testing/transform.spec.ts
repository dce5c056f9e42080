import { expect, it } from '@jest/globals';
import { createTransformer } from './transform.ts';

const transformer = createTransformer({
  jsc: { parser: { syntax: 'typescript' }, target: 'es2024' },
  module: { type: 'es6' },
});

/** What is left of a planted module, without its source map. */
function codeOf(source: string): string {
  const { code } = transformer.process(source, 'planted.ts', { supportsStaticESM: true } as never);
  return code.replace(/\n\/\/# sourceMap.*/s, '').trim();
}

it('lets a module take once the steady globals that it names', () => {
  expect(codeOf('export const a: number = Math.abs(Number("-1"));')).toBe(
    'const { Math, Number } = globalThis;\nexport const a = Math.abs(Number("-1"));',
  );
});

it('leaves clocks and timers where they are, because tests replace them', () => {
  expect(codeOf('setTimeout(() => Date.now(), 1);')).toBe('setTimeout(()=>Date.now(), 1);');
});

it('leaves the lines of a stack as they are in the file', () => {
  const error = new RangeError('here');
  expect(error.stack).toMatch(/transform\.spec\.ts:26:17/);
});

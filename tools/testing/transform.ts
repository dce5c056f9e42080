import swc from '@swc/jest';

// Jest runs modules in a sandbox, where each look at a global (`Math`, `Number`) asks an interceptor and costs some twenty times more than
// elsewhere. So every module of ours takes once what never changes under it. Clocks and timers are not among them: tests replace those.
const STEADY = ['Array', 'BigInt', 'Error', 'JSON', 'Map', 'Math', 'Number', 'Object', 'RangeError', 'Set', 'String'];

/** The same module, with the steady globals it names taken on its first line: lines stay where source maps and stacks have them. */
function hoisted(source: string): string {
  const names = STEADY.filter((name) => new RegExp(`\\b${name}\\b`).test(source));
  return names.length === 0 ? source : `const { ${names.join(', ')} } = globalThis; ${source}`;
}

type Transformer = Required<ReturnType<typeof swc.createTransformer>>;

/** For Jest: `@swc/jest`, with steady globals. */
export function createTransformer(options?: Parameters<typeof swc.createTransformer>[0]): Transformer {
  const transformer = swc.createTransformer(options) as Transformer;
  return {
    ...transformer,
    process: (source, ...rest) => transformer.process(hoisted(source), ...rest),
    processAsync: (source, ...rest) => transformer.processAsync(hoisted(source), ...rest),
    getCacheKey: (source, ...rest) => transformer.getCacheKey(hoisted(source), ...rest),
  };
}

import type { FastifyInstance } from 'fastify';

/** Knows which methods an address takes, so that a wrong method is told apart from a wrong address. */
export class RouteTable {
  readonly #methods = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();

  /** Listens to the routes that are registered from now on. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url, method }) => {
      // The preflight route of CORS stands everywhere and says nothing about an address.
      if (url === '*') return;
      const known = this.#methods.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() };
      for (const name of [method].flat()) known.methods.add(name);
      this.#methods.set(url, known);
    });
  }

  /** The methods that the address of a request takes, sorted; none when there is nothing at it. */
  methodsAt(url: string): readonly string[] {
    const path = url.split('?', 1)[0] ?? '';
    const found = [...this.#methods.values()].filter(({ pattern }) => pattern.test(path));
    return [...new Set(found.flatMap(({ methods }) => [...methods]))].sort();
  }
}

function patternOf(url: string): RegExp {
  const literal = url.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${literal.replaceAll(/:\w+/g, '[^/]+').replaceAll('*', '.*')}$`);
}

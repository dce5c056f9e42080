import type { FastifyInstance } from 'fastify';

interface Route {
  readonly pattern: RegExp;
  /** The same in whatever case. */
  readonly anyCase: RegExp;
  readonly methods: Set<string>;
}

/** Knows which methods an address takes, so that a wrong method is told apart from a wrong address. */
export class RouteTable {
  readonly #methods = new Map<string, Route>();

  /** Listens to the routes that are registered from now on. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url, method }) => {
      // The preflight route of CORS stands everywhere and says nothing about an address.
      if (url === '*') return;
      const known = this.#methods.get(url) ?? {
        pattern: patternOf(url),
        anyCase: patternOf(url, 'i'),
        methods: new Set<string>(),
      };
      for (const name of [method].flat()) known.methods.add(name);
      this.#methods.set(url, known);
    });
  }

  /** The methods that the address of a request takes, sorted; none when there is nothing at it. */
  methodsAt(url: string): readonly string[] {
    const path = pathOf(url);
    const found = [...this.#methods.values()].filter(({ pattern }) => pattern.test(path));
    return [...new Set(found.flatMap(({ methods }) => [...methods]))].sort();
  }

  /** What may have been meant by an address at which there is nothing, in words that repeat nothing of it. */
  hintFor(url: string): string {
    const path = pathOf(url);
    const shorter = path.endsWith('/') ? path.slice(0, -1) : path;
    if (shorter !== path && this.methodsAt(shorter).length > 0)
      return 'There is something at this address without the slash at its end.';
    if ([...this.#methods.values()].some(({ anyCase }) => anyCase.test(shorter)))
      return 'There is something at this address in other letters: capital and small ones are told apart.';
    return path.startsWith(MUTATIONS) ? NO_SUCH_MUTATION : NOTHING_NEAR;
  }
}

const MUTATIONS = '/v1/mutations/';
const NO_SUCH_MUTATION = 'There is no such mutation for people: /openapi.json lists them under /v1/mutations.';
const NOTHING_NEAR = 'The API document names every address: /openapi.json.';

const pathOf = (url: string): string => url.split('?', 1)[0] ?? '';

function patternOf(url: string, flags?: 'i'): RegExp {
  const literal = url.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${literal.replaceAll(/:\w+/g, '[^/]+').replaceAll('*', '.*')}$`, flags);
}

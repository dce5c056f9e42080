/**
 * The process in which the engine runs: a fault of native code ends this process, never the server. It answers one
 * question after another, and ends with its parent.
 */
import { Actor } from '@valhallajs/valhallajs';

export type EngineAction = 'route' | 'matrix' | 'isochrone' | 'locate' | 'traceAttributes';
export type Question = { readonly id: number; readonly action: EngineAction; readonly query: string };
export type Answer = { readonly id: number; readonly answer: string } | { readonly id: number; readonly error: string };

const actor = new Actor(process.argv[2] ?? '');
let last: Promise<void> = Promise.resolve();

async function reply({ id, action, query }: Question): Promise<void> {
  try {
    process.send?.({ id, answer: await actor[action](query) } satisfies Answer);
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? error.message : 'unknown' } satisfies Answer);
  }
}

process.on('message', (question: Question) => {
  last = last.then(() => reply(question));
});
process.on('disconnect', () => process.exit(0));

import { TryAgain } from '../intake/sequencer.ts';
import { NotNow, PerhapsStored } from './write-pool.store.ts';

/** What whoever asked for a transaction is to hear of its failure: to try again, where that may help; else the failure itself. */
export function asTryAgain(error: unknown): unknown {
  if (error instanceof NotNow) return new TryAgain('database', error.cause);
  return error instanceof PerhapsStored ? new TryAgain('unknown', error.cause) : error;
}

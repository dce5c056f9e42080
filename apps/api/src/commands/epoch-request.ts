import { EPOCHS_MAX, raiseEpoch, readHead, type Reader } from '#sync';
import { parseArgs } from 'node:util';
import { UsageError } from './usage-error.ts';

/** What is asked of `npm run epoch:raise`. */
export interface EpochRequest {
  readonly help: boolean;
  readonly yes: boolean;
  /** The epoch becomes this, unless it is higher already. */
  readonly atLeast: number;
}

const AGAIN = `If this backup, or an older one, was restored before, give no epoch twice: --at-least N, one more than any ever told.
`;

/** Reads the arguments. @throws UsageError when they make no sense */
export function readEpochRequest(args: readonly string[]): EpochRequest {
  const { values } = parseArgs({
    args: [...args],
    options: { yes: { type: 'boolean' }, help: { type: 'boolean' }, 'at-least': { type: 'string' } },
  });
  const { yes = false, help = false, 'at-least': text = '0' } = values;
  const atLeast = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(atLeast < EPOCHS_MAX)) throw new UsageError(`--at-least must be a whole number from 0 to ${EPOCHS_MAX - 1}.`);
  return { help, yes, atLeast };
}

/** Raises the epoch, or says what would become of it. @throws UsageError when no epoch is left */
export async function fulfilEpochRequest(reader: Reader, { yes, atLeast }: EpochRequest): Promise<string> {
  const { epoch, commit } = await readHead(reader);
  const next = Math.max(epoch + 1, atLeast);
  if (next >= EPOCHS_MAX) throw new UsageError(`Epoch ${epoch} is the last one there is. Nothing was changed.`);
  if (!yes)
    return `Epoch ${epoch}, commit ${commit}. With --yes the epoch becomes ${next}. Nothing was changed.\n${AGAIN}`;
  const raised = await raiseEpoch(reader, atLeast);
  return `The epoch was ${raised.before} and is now ${raised.now}. Write it down: the next restore must get a higher one.\n`;
}

import type { Config } from '../config.ts';
import { wrongClock, type ClockCheck } from '../observe/clock-check.ts';
import { StartRefused } from './start-refused.ts';

/** Refuses, in production, to start by a clock that is not the database's; elsewhere it is only told of. @throws StartRefused */
export async function refuseWrongClock(
  { environment }: Pick<Config, 'environment'>,
  check: Pick<ClockCheck, 'look'>,
): Promise<void> {
  const aheadSeconds = await check.look();
  if (aheadSeconds !== null && environment === 'production') throw new StartRefused(wrongClock(aheadSeconds));
}

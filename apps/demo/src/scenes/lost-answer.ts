import type { PushResult } from '#sync/client';
import type { Person } from '../people.ts';
import { must } from '../story-broken.ts';
import type { Narrator } from '../narrator.ts';

/** Comes back into coverage: everything arrives, the answer is lost, and asking again does nothing twice. @throws StoryBroken */
export async function loseTheAnswer({ name, phone }: Person, telling: Narrator): Promise<void> {
  telling.chapter('Back in coverage, but the answer gets lost');
  const { link, waitingCount } = phone;
  link.comeBack();
  link.loseNextAnswer();
  await phone.syncInVain();
  must(phone.waitingCount === waitingCount, 'the phone keeps what it has no answer for');
  telling.say(name, `sends ${waitingCount} actions and hears nothing`, 'the phone keeps them');
  const lost = resultsIn(link.pushAnswers.at(-1));
  must(lost.length === waitingCount && lost.every(isApplied), 'the server applied all of them');
  telling.say('the server', 'had decided them: its answer went into the void', 'all of them applied');
  await phone.sync();
  const again = resultsIn(link.pushAnswers.at(-1));
  const isSame = again.every(({ id, result }, index) => textOf({ id, result }) === textOf(lost[index]));
  must(again.length === lost.length && isSame, 'the second answers are the first ones');
  must(
    again.every(({ replayed }) => replayed === true),
    'they are marked as replays',
  );
  telling.say(name, 'sends the same again', 'the same answers, byte for byte: replays');
  const statuses = phone.rides().map(({ status }) => status);
  must(phone.waitingCount === 0 && statuses.filter((status) => status === 'requested').length === 1, 'one ride waits');
  telling.say(name, 'takes what is new along with them', 'one ride cancelled, one waiting for a driver');
}

function resultsIn(answer = '{}'): readonly PushResult[] {
  const { mutations = [] } = JSON.parse(answer) as { readonly mutations?: readonly PushResult[] };
  return mutations;
}

function textOf(result: Pick<PushResult, 'id' | 'result'> | undefined): string {
  return JSON.stringify(result);
}

const outcomeOf = ({ result }: PushResult): string => ('outcome' in result ? result.outcome : result.error);
const isApplied = (result: PushResult): boolean => outcomeOf(result) === 'applied';

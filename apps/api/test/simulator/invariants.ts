/**
 * What must hold after every run, one function each. Each gives back what is wrong, in words; nothing is wrong when the list
 * is empty. invariants.spec.ts plants a violation for each and sees it found.
 */
import { LEGAL_MOVES, OPS_SCOPE, type Driver, type Ride, type Rider } from '#rides';
import { canonicalJson, digestOf, formatDigest, keyText, wireKey, type Json } from '#sync';
import { oneCharge } from './charges.ts';
import type { Received } from './recorder.ts';
import { inOrder, retell } from './retell.ts';
import type { Invariant } from './run-invariant.ts';
import type { FactMutation, FactView, Facts } from './sim-server.ts';
import type { Finished } from './simulation.ts';

/** Every mutation that a phone has an answer to is in the ledger once, as it was sent, with that answer. */
const acknowledgedOnce: Invariant = ({ facts, recorder }) => {
  const stored = Map.groupBy(facts.ledger, ({ clientId, mutationId }) => `${clientId}#${mutationId}`);
  const flaws: string[] = [];
  for (const [ref, answers] of recorder.answers) {
    const [entry, ...more] = stored.get(ref) ?? [];
    const made = recorder.made.get(ref);
    if (!entry) flaws.push(`${ref} was acknowledged and is not in the ledger`);
    else if (more.length > 0) flaws.push(`${ref} is in the ledger ${more.length + 1} times`);
    else if (!answers.has(entry.result)) flaws.push(`${ref} was answered with something else than what is stored`);
    else if (made?.mutation.name !== entry.name || canonicalJson(made.mutation.args) !== canonicalJson(entry.args)) {
      flaws.push(`${ref} is not stored as it was sent`);
    }
  }
  return flaws;
};

/** Nothing is in the ledger that nobody made, or under another name than its maker's. */
const nothingInvented: Invariant = ({ facts, recorder }) =>
  facts.ledger
    .filter(({ single }) => !single)
    .filter(
      ({ clientId, mutationId, subject }) => recorder.made.get(`${clientId}#${mutationId}`)?.actor.subject !== subject,
    )
    .map(
      ({ clientId, mutationId, subject }) =>
        `${clientId}#${mutationId} of ${subject} was made by somebody else, or nobody`,
    );

/** The truth is the ledger told once: each outcome follows from the state before it, each effect is there once. */
const effectsOnce: Invariant = ({ facts, registry }) => {
  const { rows, disagreements } = retell(facts, registry);
  const stored = new Map(facts.rows.map((row) => [keyText(row), row]));
  const flaws = [...disagreements];
  for (const [key, { text, commit }] of rows) {
    const row = stored.get(key);
    if (!row) flaws.push(`${key} is missing`);
    else if (canonicalJson(row.state) !== text) flaws.push(`${key} is not what its mutations made of it`);
    else if (row.commit !== commit) flaws.push(`${key} is of commit ${row.commit}, not ${commit}`);
  }
  return [...flaws, ...[...stored.keys()].filter((key) => !rows.has(key)).map((key) => `${key} comes from nowhere`)];
};

/** A stream's mutations were decided 1, 2, 3 … and its last id says how far. */
const streamsInOrder: Invariant = ({ facts }) => {
  const streams = Map.groupBy(
    inOrder(facts.ledger).filter(({ single }) => !single),
    ({ clientId }) => clientId,
  );
  const flaws: string[] = [];
  for (const { clientId, lastMutationId } of facts.clients) {
    const ids = (streams.get(clientId) ?? []).map(({ mutationId }) => mutationId);
    if (!ids.every((id, index) => id === index + 1)) flaws.push(`${clientId} was decided as ${ids.join(' ')}`);
    if (ids.length !== lastMutationId)
      flaws.push(`${clientId} has ${ids.length} mutations and the last id ${lastMutationId}`);
  }
  const known = new Set(facts.clients.map(({ clientId }) => clientId));
  return [...flaws, ...[...streams.keys()].filter((id) => !known.has(id)).map((id) => `${id} has no last id`)];
};

/** Whoever asked again got the same answer, byte for byte. */
const repeatsIdentical: Invariant = ({ recorder }) =>
  [...recorder.answers]
    .filter(([, texts]) => texts.size !== 1)
    .map(([ref, texts]) => `${ref} was answered in ${texts.size} ways: ${[...texts].join(' and ')}`);

/** Of each commit all is there, or nothing: ledger, audit, events, and the effects in rows and views. */
const commitsWhole: Invariant = ({ facts, registry }) => {
  const { events } = retell(facts, registry);
  const by = <T extends { readonly commit: number }>(list: readonly T[]) => Map.groupBy(list, ({ commit }) => commit);
  const [ledger, audit, outbox] = [by(facts.ledger), by(facts.audit), by(facts.outbox)];
  const flaws = facts.commits.map(({ commit }, index) =>
    commit === index + 1 ? '' : `commit ${index + 1} is missing`,
  );
  if (facts.commits.length !== facts.headCommit) flaws.push(`the head says ${facts.headCommit} commits`);
  for (const { commit } of facts.commits) {
    const decided = (ledger.get(commit) ?? []).map(({ clientId, mutationId }) => `${clientId}#${mutationId}`);
    const noted = (audit.get(commit) ?? []).filter(({ metric }) => /^sync_(?!id_reused)/.test(metric));
    const told = (outbox.get(commit) ?? []).map(({ type, key, payload }) => canonicalJson({ type, key, payload }));
    if ((audit.get(commit) ?? []).length === 0) flaws.push(`commit ${commit} has no audit`);
    flaws.push(
      ...mismatch(
        `audit of commit ${commit}`,
        noted.map(({ stream, mutationId }) => `${stream}#${mutationId}`),
        decided,
      ),
    );
    flaws.push(...mismatch(`events of commit ${commit}`, told, events.get(commit) ?? []));
  }
  const last = facts.headCommit;
  const stray = [...facts.ledger, ...facts.audit, ...facts.outbox, ...facts.rows, ...facts.views].filter(
    ({ commit }) => commit > last,
  );
  return [
    ...flaws.filter((flaw) => flaw !== ''),
    ...stray.map(({ commit }) => `something is of commit ${commit}, which is not there`),
  ];
};

function mismatch(what: string, stored: readonly string[], expected: readonly string[]): string[] {
  return [...stored].sort().join('\n') === [...expected].sort().join('\n')
    ? []
    : [`${what}: ${stored.length} stored, ${expected.length} expected, or not the same`];
}

/** What scopes see is cut from the truth, with counts and digests that fit. */
const viewsFit: Invariant = ({ facts, registry }) => {
  const expected = new Map<string, Json>();
  for (const { kind, id, state } of facts.rows) {
    const views = registry.kinds.get(kind)?.views(state as never) ?? {};
    for (const [scope, value] of Object.entries(views)) expected.set(`${scope} ${kind}/${id}`, value);
  }
  const live = facts.views.filter(({ value }) => value !== null);
  const stored = new Map(live.map(({ scope, key, value }) => [`${scope} ${key}`, value]));
  return [...differences(stored, expected), ...wrongDigests(facts, live)];
};

function wrongDigests({ scopes }: Facts, live: readonly FactView[]): string[] {
  const byScope = Map.groupBy(live, ({ scope }) => scope);
  const flaws = scopes.map(({ scope, rows, digest }) => {
    const seen = (byScope.get(scope) ?? []).map(({ key, value }) => [wireKey(scope, key), value] as const);
    const fits = rows === seen.length && formatDigest(BigInt(digest)) === digestOf(seen);
    return fits ? '' : `${scope} has ${seen.length} rows and says ${rows}, or its digest does not fit`;
  });
  return flaws.filter((flaw) => flaw !== '');
}

function differences(stored: ReadonlyMap<string, Json>, expected: ReadonlyMap<string, Json>): string[] {
  const keys = new Set([...stored.keys(), ...expected.keys()]);
  const text = (rows: ReadonlyMap<string, Json>, key: string) =>
    rows.has(key) ? canonicalJson(rows.get(key)) : 'nothing';
  const wrong = [...keys].filter((key) => text(stored, key) !== text(expected, key));
  return wrong.map((key) => `${key} is ${text(stored, key)}, should be ${text(expected, key)}`);
}

/** After healing every phone holds what the server would give it, nothing waits, and another pull brings nothing. */
const phonesEqualServer: Invariant = ({ facts, phones, registry }) =>
  phones.flatMap(({ name, actor, rows, waitingCount, secondPullRows }) => {
    const scopes = registry.scopesOf(actor);
    const live = facts.views.filter(({ scope, value }) => value !== null && scopes.includes(scope));
    const expected = new Map(live.map(({ scope, key, value }) => [wireKey(scope, key), value]));
    const flaws = differences(rows as ReadonlyMap<string, Json>, expected);
    if (waitingCount > 0) flaws.push(`${waitingCount} mutations still wait`);
    if (secondPullRows > 0) flaws.push(`a second pull brought ${secondPullRows} rows`);
    return flaws.map((flaw) => `${name}: ${flaw}`);
  });

/** Nobody was ever given a row that is not theirs to see, nor a part of one. */
const nothingOutOfScope: Invariant = ({ recorder, facts, registry }) => {
  const scopesByKey = Map.groupBy(facts.views, ({ scope, key }) => wireKey(scope, key));
  const isTheirs = (received: Received): boolean => {
    const known = isTheirRide(received);
    if (known !== undefined) return known;
    const scopes = registry.scopesOf(received.actor);
    return (scopesByKey.get(received.key) ?? []).some(({ scope }) => scopes.includes(scope));
  };
  const strays = [...recorder.received.values()].filter((received) => !isTheirs(received));
  return strays.map(({ actor, key }) => `${actor.subject} received ${key}`);
};

// What rides show to whom, said here in other words than in the views on purpose. Undefined: no row of rides.
function isTheirRide({ actor: { subject, roles }, key, value }: Received): boolean | undefined {
  const ride = value as Partial<Ride>;
  if (key.startsWith('outcome/')) return (value as { subject: string }).subject === subject;
  if (key.startsWith('rider/')) return key === `rider/${subject}` && roles.includes('rider');
  if (key.startsWith('driver/')) return key === `driver/${subject}` && roles.includes('driver');
  if (key.startsWith(`${OPS_SCOPE}/`))
    return roles.includes('dispatcher') && !('pinHash' in ride) && !('pinSalt' in ride);
  if (!key.startsWith('ride/')) return undefined;
  if (roles.includes('rider'))
    return ride.riderId === subject && (ride.driverId === null || ride.acceptedAtMs !== null);
  return roles.includes('driver') && ride.driverId === subject && ride.riderId?.startsWith('anonymous-') === true;
}

/** Each change of a ride's status is in the table of legal moves, made by whom and by what it says there. */
const movesLegal: Invariant = ({ facts, registry }) => {
  const legal = new Set(
    LEGAL_MOVES.flatMap(({ from, to, actor, mutations }) => mutations.map((name) => `${from} ${to} ${actor} ${name}`)),
  );
  const { moves } = retell(facts, registry);
  return moves
    .filter(({ from, to, roles, mutation }) => !roles.some((role) => legal.has(`${from} ${to} ${role} ${mutation}`)))
    .map(({ rideId, from, to, roles, mutation }) => `${rideId}: ${from} to ${to} by ${roles.join()} with ${mutation}`);
};

/** Of each booking made offline it is told once that it was made, and once what became of it, as soon as that is settled. */
const bookingsCounted: Invariant = ({ facts }) => {
  const times = new Map(facts.commits.map(({ commit, committedAtMs }) => [commit, committedAtMs]));
  const expected = inOrder(facts.ledger)
    .filter(({ name, offline }) => name === 'rides.book' && offline)
    .flatMap((booking) => countedOf(booking, facts, times));
  const told = facts.audit
    .filter(({ metric }) => metric.startsWith('offline_booking'))
    .map(({ commit, metric, entityId, value }) =>
      metric === 'offline_booking' ? `${commit} ${metric} ${entityId}` : `${commit} ${metric} ${entityId} ${value}`,
    );
  return mismatch('counted bookings', told, expected);
};

// Said from the ledger alone: what was booked, and the first mutation that settled it.
function countedOf(booking: FactMutation, { ledger }: Facts, times: ReadonlyMap<number, number>): string[] {
  const { code, outcome } = JSON.parse(booking.result) as { outcome: string; code?: string };
  const { rideId } = booking.args as { rideId: string };
  const entity = code === 'args_invalid' ? `${booking.clientId}#${booking.mutationId}` : `ride/${rideId}`;
  const booked = `${booking.commit} offline_booking ${entity}`;
  const ended = (commit: number, value: 0 | 1): string => `${commit} offline_booking_success ${entity} ${value}`;
  if (outcome !== 'applied' || code !== undefined) return [booked, ended(booking.commit, 0)];
  const end = inOrder(ledger).find(
    ({ name, args, outcome: how }) =>
      ['rides.accept', 'rides.cancel', 'rides.giveUp'].includes(name) &&
      how === 'applied' &&
      (args as { rideId: string }).rideId === rideId,
  );
  if (!end) return [booked];
  const isInTime = (times.get(end.commit) ?? 0) <= (booking.validUntilMs ?? Number.POSITIVE_INFINITY);
  return [booked, ended(end.commit, end.name !== 'rides.cancel' && isInTime ? 1 : 0)];
}

const OPEN = ['requested', 'offered', 'accepted', 'arrived', 'started'];

/** One open ride for each rider, one offered or active ride for each driver; and their own rows say the same. */
const oneRideEach: Invariant = ({ facts }) => {
  const of = <T>(kind: string) => facts.rows.filter((row) => row.kind === kind).map(({ state }) => state as T);
  const rides = of<Ride>('ride').filter(({ status }) => OPEN.includes(status));
  const flaws: string[] = [];
  for (const { riderId, openRideId } of of<Rider>('rider')) {
    const own = rides.filter((ride) => ride.riderId === riderId).map(({ rideId }) => rideId);
    if (own.join() !== (openRideId ?? ''))
      flaws.push(`${riderId} has the open rides ${own.join()} and says ${openRideId}`);
  }
  for (const { driverId, activeRideId, offeredRideId } of of<Driver>('driver')) {
    const own = rides.filter((ride) => ride.driverId === driverId).map(({ rideId }) => rideId);
    const said = activeRideId ?? offeredRideId ?? '';
    if (own.join() !== said) flaws.push(`${driverId} has the rides ${own.join()} and says ${said}`);
  }
  const riders = new Set(of<Rider>('rider').map(({ riderId }) => riderId));
  return [
    ...flaws,
    ...rides.filter(({ riderId }) => !riders.has(riderId)).map(({ rideId }) => `${rideId} has no rider`),
  ];
};

/** Nobody changed, dropped or reordered what was stored. */
const chainVerifies: Invariant = ({ facts: { chain } }) =>
  chain.ok ? [] : [`commit ${chain.commit} breaks the chain: ${chain.reason}`];

/** Nothing was noticed on the way: cookies that run backwards, digests that do not fit, answers nobody understands. */
const noFlawOnTheWay: Invariant = ({ recorder }) => recorder.flaws;

/** All of them, by name. */
export const INVARIANTS = {
  acknowledgedOnce,
  nothingInvented,
  effectsOnce,
  streamsInOrder,
  replaysIdentical: repeatsIdentical,
  commitsWhole,
  viewsFit,
  phonesEqualServer,
  nothingOutOfScope,
  movesLegal,
  bookingsCounted,
  oneRideEach,
  oneCharge,
  chainVerifies,
  noFlawOnTheWay,
} as const satisfies Readonly<Record<string, Invariant>>;

const FLAWS_SHOWN_MAX = 5;

/** Everything that is wrong with a run: each line names the invariant. */
export function violations(run: Finished): readonly string[] {
  return Object.entries(INVARIANTS).flatMap(([name, invariant]) =>
    invariant(run)
      .slice(0, FLAWS_SHOWN_MAX)
      .map((flaw) => `${name}: ${flaw}`),
  );
}

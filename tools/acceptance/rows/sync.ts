import type { Row } from '../row.ts';

export const syncRows: readonly Row[] = [
  {
    id: 'Y1',
    holds:
      'What a phone has acknowledged is durable: whatever write the power is cut at, nothing of it is lost, on the phone or on the server.',
    bite: {
      rule: 'An action is resolved when it is written, and not before',
      file: 'libs/client/src/storage/sqlite.ts',
      from: 'return await this.#turns.take(() => patiently(write));',
      to: 'return true;',
    },
  },
  {
    id: 'Y2',
    holds:
      'Waiting work is decided anew over what the server says, and comes out the same in every order of arrival for which the rule says so.',
    bite: {
      rule: 'What the rows of the server show already is not decided again on top of them',
      file: 'libs/client/src/views/overlay.ts',
      from: 'if (entry.confirmedAtMs !== null || isVisible(entry, progress)) return false;',
      to: '',
    },
  },
  {
    id: 'Y3',
    holds:
      'Each field of a ride and of a fare changes by a rule with a name in one table, and none is overwritten by whoever came last.',
    bite: {
      rule: 'The end of a ride changes its end and its status, and nothing else',
      file: 'libs/rides/src/mutations/end.ts',
      from: "const ended: Ride = { ...ride, status: 'ended',",
      to: "const ended: Ride = { ...ride, requestedAtMs: nowMs, status: 'ended',",
    },
  },
  {
    id: 'Y4',
    holds: 'A conflict is told to both people in words, with what is kept and what is dropped.',
    bite: {
      rule: 'A conflict says what does not come about',
      file: 'libs/client/src/outcomes/words.ts',
      from: "dropped: outcome.outcome === 'conflict' ? (definition?.contest?.aim ?? null) : null,",
      to: 'dropped: null,',
    },
  },
  {
    id: 'Y5',
    holds: 'Clocks that are wrong by years decide nothing about money, or about who has the ride.',
    bite: {
      rule: 'A device’s time is shifted by what its clock is wrong',
      file: 'libs/sync/src/decide/device-clock.ts',
      from: 'const shiftMs = sending.receivedAtMs - sending.sentAtMs;',
      to: 'const shiftMs = 0 * sending.receivedAtMs;',
    },
  },
  {
    id: 'Y6',
    holds:
      'Retries back off with jitter, each ride waits for itself alone, and what cannot be decided is parked without blocking anything else.',
    bite: {
      rule: 'The time to wait is spread by chance over all of it',
      file: 'libs/client/src/queue/backoff.ts',
      from: 'const jitter = Math.floor(random * ceiling);',
      to: 'const jitter = ceiling;',
    },
  },
  {
    id: 'Y7',
    holds: 'Two hundred waiting actions are drained over a poor link in less than ten seconds at the 95th percentile.',
    bite: {
      rule: 'What waits goes out in one push, as far as it fits',
      file: 'libs/client/src/limits.ts',
      from: 'batchMutationsFirst: 500,\n  batchMutationsMax: 500,',
      to: 'batchMutationsFirst: 5,\n  batchMutationsMax: 5,',
    },
  },
  {
    id: 'Y8',
    holds: 'After the server was restored from a backup the phones bring what it lost, and all end equal, once.',
    bite: {
      rule: 'A pull from a server that was restored offers again what it does not have',
      file: 'libs/client/src/views/take-pull.ts',
      from: 'const again = isComplete ? offerAgain({ ...state, view }, ownLastIds(state, lastIds), newId) : { view };',
      to: 'const again: StateChange = { view };',
    },
  },
  {
    id: 'Y9',
    holds: 'After an update of the app what waits is brought into today’s form, or held; it is never dropped.',
    bite: {
      rule: 'What fits no form of today is held',
      file: 'libs/client/src/queue/upcast.ts',
      from: "return { kind: 'held', why: 'no_upcaster', detail };",
      to: "return detail === '' ? { kind: 'held', why: 'no_upcaster', detail } : { kind: 'keep' };",
    },
  },
  {
    id: 'Y10',
    holds:
      'A booking, a cancellation and an SOS fit into a signed SMS of 160 characters, and one that comes twice is done once.',
    missing:
      'An SOS by SMS is read, and answered that nobody takes it yet: there is no safety module that could. Booking and cancelling are whole.',
  },
  {
    id: 'Y11',
    holds:
      'An offline credential says how long and for what it holds; it is revoked at the next contact, and a stolen phone is limited, in cash too.',
    bite: {
      rule: 'More cash than may be taken without contact is held',
      file: 'libs/sync/src/decide/device-gate.ts',
      from: "return cash && isBeyondCash(device, cash) ? 'cash_limit_reached' : reason;",
      to: 'return reason;',
    },
  },
  {
    id: 'Y12',
    holds: 'Each action made offline is recorded as such, with the time of the device, of sending and of arrival.',
    bite: {
      rule: 'What goes over the wire says that it was made offline',
      file: 'libs/client/src/queue/entry.ts',
      from: '...(entry.offline === null ? {} : { offline: entry.offline }),',
      to: '',
    },
  },
  {
    id: 'Y13',
    holds: 'Of two devices of one driver one is fenced off: the second cannot take the cash of the first one’s ride.',
    bite: {
      rule: 'Whoever comes from another device than the one that has the ride, or from none, does not act for its driver',
      file: 'libs/rides/src/rules/driver/device-fence.ts',
      from: 'actor.device !== device;',
      to: 'actor.device !== device && false;',
    },
  },
  {
    id: 'Y14',
    holds:
      'Under random outages from thousands of seeds a ride has one driver and one charge, and no acknowledged action is lost.',
    bite: {
      rule: 'A payment is taken once, however often it comes',
      file: 'libs/pricing/src/mutations/record-cash.ts',
      from: "if (state.payment) return refused('cash_exists');",
      to: '',
    },
  },
  {
    id: 'Y15',
    holds:
      'Key figures are judged pass, fail or inconclusive, a release waits for them, and canaries hold every parish.',
    missing:
      'The verdict is there, and the list of canaries by parish. No release asks either: releases are not yet taken in steps, with two versions side by side.',
  },
];

import type { Row } from '../row.ts';

export const ridesRows: readonly Row[] = [
  {
    id: 'R1',
    holds:
      'Every illegal move of a ride is refused by the decisions and by the database, for every pair of statuses and every actor; the table of legal moves is published as data.',
    bite: {
      rule: 'A driver’s move is one that the table names for the status the ride has',
      file: 'libs/rides/src/rules/driver/driver-move.ts',
      from: "if (!isLegalMove({ from: ride.status, to, actor: 'driver' })) {",
      to: 'if (Date.now() < 0) {',
    },
  },
  {
    id: 'R2',
    holds:
      'Lost contact with a driver is a flag beside the status, set when contact is lost, and never keeps anybody from a legal move.',
    missing: 'Nothing sets the flag when a driver falls silent.',
  },
  {
    id: 'R3',
    holds: 'The PIN is checked on the driver’s phone without a network: salted, bound to the ride, with five tries.',
    bite: {
      rule: 'After five wrong tries no PIN starts the ride',
      file: 'libs/rides/src/mutations/start.ts',
      from: "if (pinTriesLeft(ride) === 0) return refused('pin_locked');",
      to: '',
    },
  },
  {
    id: 'R4',
    holds:
      'A driver’s whole part of a ride, from the arrival to the cash, is done without a network for up to 24 hours, and the server comes to the same fare, to the cent.',
    missing: 'Gaps of minutes are tried, not a sweep from none to 24 hours.',
  },
  {
    id: 'R5',
    holds:
      'A booking made offline has a deadline, its place in the order of the queue, and says honestly that it is not sent yet; late it lapses, doubled it is done once.',
    bite: {
      rule: 'A booking that comes after its deadline lapses',
      file: 'libs/rides/src/mutations/book.ts',
      from: "decideLate: (input) => whyNot(input) ?? lapsed(input, 'booking_lapsed'),",
      to: 'decideLate: (input) => whyNot(input) ?? requested(input),',
    },
  },
  {
    id: 'R6',
    holds: 'Saved on the device, received by the server and driver assigned are three facts that one can see apart.',
    bite: {
      rule: 'What only the device knows is called saved, and not received',
      file: 'libs/client/src/queue/entry.ts',
      from: "return entry.outcome !== null || isVisible(entry, progress) ? 'received' : 'saved';",
      to: "return isVisible(entry, progress) ? 'saved' : 'received';",
    },
  },
  {
    id: 'R7',
    holds:
      'Giving a ride to another driver strands no rider; what the first driver’s phone says late is kept as evidence and moves nothing.',
  },
  {
    id: 'R8',
    holds:
      'Who pays when a cancellation made offline meets a driver’s moves is decided by a written rule that shows device and server time, in each of twelve races.',
    missing: 'There is no matrix of twelve races, and the fee does not see that a driver is late.',
  },
  {
    id: 'R9',
    holds: 'No ride stays in a status past the bound stated for it without an alert.',
    missing: 'Bounds stand for requested and offered; accepted, arrived and started have none, and nothing alerts.',
  },
  { id: 'R10', holds: 'How long ahead one must book, by zone and hour, is enforced offline from a signed page.' },
  {
    id: 'R11',
    holds:
      'A reserved ride outlives a tariff change: the version of its quote is pinned, and it is refused if that is void.',
  },
  {
    id: 'R12',
    holds:
      'The app, an SMS, a dispatcher on the phone and a street hail all make the same ride record, under the same invariants.',
    missing: 'There is no street hail, and a ride does not say which way it came.',
  },
  {
    id: 'R13',
    holds: 'An action is done once by the id its client made, for 30 days, also across two devices of one person.',
    bite: {
      rule: 'A booking under the id of a ride that exists is no second ride',
      file: 'libs/rides/src/mutations/book.ts',
      from: 'if (ride) {',
      to: 'if (ride && ride.requestedAtMs === 0) {',
    },
  },
  {
    id: 'R14',
    holds: 'The server understands clients three releases old, or refuses them with a way out that loses nothing.',
    bite: {
      rule: 'What a server did not know when it came is decided by one that does',
      file: 'libs/sync/src/parked/parked.service.ts',
      from: 'const names = [...this.#registry.definitions.keys()];',
      to: 'const names: string[] = [];',
    },
  },
  {
    id: 'R15',
    holds:
      'A no-show needs an arrival before it, and a grace that clock and place both prove; a spoofed arrival owes nothing.',
    bite: {
      rule: 'Both the arrival and the report were made near the pickup',
      file: 'libs/rides/src/rules/wait/no-show-proof.ts',
      from: 'if (arrivedMeters > nearMeters || distanceMeters > nearMeters)',
      to: 'if (arrivedMeters < 0)',
    },
  },
  {
    id: 'R16',
    holds:
      'Nobody is picked up in a zone without pickups between its dates, to the moment; a phone without a network refuses it as the server does.',
    bite: {
      rule: 'A booking asks the zones in force at its time',
      file: 'libs/rides/src/rules/pickup.ts',
      from: 'return zone && refused(',
      to: 'return zone && nowMs < 0 && refused(',
    },
  },
  {
    id: 'R17',
    holds:
      'Class, seats, child seat, wheelchair and luggage are asked for at the booking and known of the car; no car is offered that does not fit, and the fare follows the class that was agreed.',
  },
  {
    id: 'R18',
    holds:
      'Stops and a new destination are the rider’s own act, made offline with the new fare shown; what only the driver says is settled by what the ride can prove, and opens a case.',
  },
  {
    id: 'R19',
    holds:
      'A driver gives an accepted ride back, online or offline; the rider is never stranded and never pays for it.',
  },
  { id: 'R20', holds: 'A tip is a tip, from cash, card or later: never a debt, a conflict or part of the fare.' },
  {
    id: 'R21',
    holds:
      'Card and account payment by a provider port: authorise, capture, refund and chargeback by signed webhooks that come late, twice and out of order; a ride begun offline is captured later, within a limit.',
  },
  {
    id: 'R22',
    holds:
      'A driver’s statement by day and week equals the double entry to the cent, with what each side owes and a payout file, and is on the driver’s phone without a network.',
  },
  {
    id: 'R23',
    holds:
      'A desk or dispatcher books for a guest without an account, with name, room, flight and voucher; the guest has the ride by a link.',
  },
  {
    id: 'R24',
    holds:
      'The queue at airport and port is first in, first out, stays fair when a phone in it loses contact, and shows one’s place offline with its age.',
  },
  {
    id: 'R25',
    holds:
      'Rider and driver can reach each other by messages that are queued offline, bounded, without numbers shown, and ended with the ride.',
  },
  {
    id: 'R26',
    holds:
      'The rider sees who and what comes and can check the driver’s credential offline; the driver sees a first name.',
  },
  { id: 'R27', holds: 'Ratings go both ways, once, after the end, offline too, and block lists are honoured.' },
  {
    id: 'R28',
    holds: 'A street hail begins and ends on the driver’s phone alone, offline, and becomes the same ride record.',
  },
];

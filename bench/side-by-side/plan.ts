/** What is measured: which clients, under which conditions, in which order. Pure. */
import type { LinkSettings } from './link/link-settings.ts';

export const CLIENTS = ['bimride', 'replicache', 'rxdb', 'watermelondb', 'tanstack'] as const;
export type ClientName = (typeof CLIENTS)[number];

export type LinkConditions = Omit<LinkSettings, 'seed' | 'cutAfterBytes'>;

export interface Case {
  readonly name: string;
  readonly title: string;
  readonly mutations: number;
  readonly link: LinkConditions;
  /** A call for help is made after all else, and before there is a network. */
  readonly sos: boolean;
  /** The link is cut once, at half of the bytes that the client needs without a cut. */
  readonly cut: boolean;
}

const RTT_MS = 300;
/** 64 kbit/s. */
const NARROW_BYTES_PER_SECOND = 8_000;
const CUT_FOR_MS = 3_000;

const WIDE: LinkConditions = { rttMs: RTT_MS, upBytesPerSecond: null, lossShare: 0, cutForMs: CUT_FOR_MS };
const NARROW: LinkConditions = { ...WIDE, upBytesPerSecond: NARROW_BYTES_PER_SECOND };
const BAD: LinkConditions = { ...NARROW, lossShare: 0.02 };

const plain = { sos: false, cut: false } as const;

export const CASES: readonly Case[] = [
  { name: 'wide-100', title: '100 mutations, 300 ms, wide, no loss', mutations: 100, link: WIDE, ...plain },
  { name: 'bad-100', title: '100 mutations, 300 ms, 64 kbit/s up, 2 % loss', mutations: 100, link: BAD, ...plain },
  {
    name: 'bad-1000',
    title: '1,000 mutations, 300 ms, 64 kbit/s up, 2 % loss',
    mutations: 1_000,
    link: BAD,
    ...plain,
  },
  {
    name: 'sos',
    title: 'a call for help behind 100 mutations, 300 ms, 64 kbit/s up, 2 % loss',
    mutations: 100,
    link: BAD,
    ...plain,
    sos: true,
  },
  {
    name: 'cut-1000',
    title: '1,000 mutations, 300 ms, 64 kbit/s up, cut at half for 3 s',
    mutations: 1_000,
    link: NARROW,
    ...plain,
    cut: true,
  },
];

/** One drain of one client. */
export interface Run {
  readonly case: Case;
  readonly client: ClientName;
  readonly round: number;
  readonly seed: number;
}

export interface PlanOptions {
  readonly cases: readonly Case[];
  readonly clients: readonly ClientName[];
  readonly rounds: number;
  readonly seed: number;
}

/** Round by round, case by case, the clients in turns; who begins changes with each round. All clients of a round have its seed. */
export function plan({ cases, clients, rounds, seed }: PlanOptions): readonly Run[] {
  return Array.from({ length: rounds }, (_, round) => {
    const shift = round % clients.length;
    const order = [...clients.slice(shift), ...clients.slice(0, shift)];
    return cases.flatMap((each) => order.map((client) => ({ case: each, client, round, seed: seed + round })));
  }).flat();
}

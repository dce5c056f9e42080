/** The lines of a fare. */

export type FareLineKind =
  | 'zone'
  | 'flat'
  | 'distance'
  | 'onward'
  | 'waiting'
  | 'percent'
  | 'cap'
  | 'rise'
  | 'discount'
  | 'platform_fee'
  | 'cancellation';

/** What a line is a price of: `6500 m`, `3 min`. */
export type LineQuantity = { readonly value: number; readonly unit: 'm' | 'min' };

/** One line of a fare. `amountCents` is `netCents` and `taxCents` together; lines sum to the fare exactly. */
export type FareLine = {
  readonly lineId: string;
  readonly kind: FareLineKind;
  readonly label: string;
  /** The law or the decision behind it. */
  readonly basis: string;
  readonly assumed: boolean;
  readonly quantity: LineQuantity | null;
  readonly netCents: number;
  readonly taxCents: number;
  readonly amountCents: number;
};

const ORDER: readonly FareLineKind[] = [
  'zone',
  'flat',
  'distance',
  'onward',
  'waiting',
  'percent',
  'cap',
  'rise',
  'discount',
  'platform_fee',
  'cancellation',
];
const RANK: ReadonlyMap<FareLineKind, number> = new Map(ORDER.map((kind, index) => [kind, index]));

/** Lines in the one order in which they are shown, however they came about. */
export function inOrder<L extends Pick<FareLine, 'kind' | 'lineId'>>(lines: readonly L[]): L[] {
  return [...lines].sort((a, b) => rank(a) - rank(b) || (a.lineId < b.lineId ? -1 : a.lineId > b.lineId ? 1 : 0));
}

const rank = ({ kind }: Pick<FareLine, 'kind'>): number => RANK.get(kind) ?? 0;

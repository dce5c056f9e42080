/** A bigint column as a number: the driver brings it as text. Times, commits and sums of cents stay far below 2^53. */
export const asNumber = {
  to: (value: number | null): number | null => value,
  from: (value: string | null): number | null => (value === null ? null : Number(value)),
} as const;

/** bigint arrives from the driver as text. Times, commits and sums of cents stay far below 2^53, so a number holds them. */
export const asNumber = {
  to: (value: number | null): number | null => value,
  from: (value: string | null): number | null => (value === null ? null : Number(value)),
} as const;

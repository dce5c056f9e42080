/** bigint arrives from the driver as text. Times and commits stay far below 2^53, so a number holds them exactly. */
export const asNumber = {
  to: (value: number | null): number | null => value,
  from: (value: string | null): number | null => (value === null ? null : Number(value)),
} as const;

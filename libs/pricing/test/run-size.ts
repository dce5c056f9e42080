/** How many quotes a spec makes; its long version sets more before it loads it. */
export const RUN_SIZE = { quotes: 10_000 };

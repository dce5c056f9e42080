const TIME_START = 11;
const TIME_END = 23;
const LEVEL_WIDTH = 5;

/** Turns a JSON log line into one for people: `02:31:07.113 INFO  message key=value`. Stacks follow on lines of their own. */
export function readableLine(json: string): string {
  const { level, time, msg, context, err, ...rest } = JSON.parse(json) as Record<string, unknown>;
  const head = [String(time).slice(TIME_START, TIME_END), String(level).toUpperCase().padEnd(LEVEL_WIDTH)];
  const where = typeof context === 'string' ? [`${context}:`] : [];
  const pairs = Object.entries(rest).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return `${[...head, ...where, typeof msg === 'string' ? msg : '', ...pairs].join(' ')}\n${errorLines(err)}`;
}

function errorLines(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { type, message, stack, cause } = error as Record<string, unknown>;
  const frames = typeof stack === 'string' ? stack.split('\n') : [];
  return `    ${String(type)}: ${String(message)}\n${frames.map((frame) => `      ${frame}\n`).join('')}${errorLines(cause)}`;
}

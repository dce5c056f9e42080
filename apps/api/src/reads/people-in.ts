/** Whom an answer is about, by the paths that its route declares. */

/** Texts at a path such as `answer.items.*.riderId`; what is not there, or is no text, is nobody. */
export function textsAt(value: unknown, path: string): readonly string[] {
  const [name = '', ...rest] = path.split('.');
  if (typeof value === 'string') return path === '' ? [value] : [];
  if (typeof value !== 'object' || value === null || path === '') return [];
  const members =
    name === '*' ? Object.values(value) : Object.hasOwn(value, name) ? [(value as Record<string, unknown>)[name]] : [];
  return members.flatMap((member) => textsAt(member, rest.join('.')));
}

/** People at a path. A lane may name one, behind ` of `: whose word it was that the work is about this row. */
export function peopleIn(value: unknown, path: string): readonly string[] {
  const texts = textsAt(value, path);
  if (!path.endsWith('.lane')) return texts;
  return texts.flatMap((lane) => (lane.includes(' of ') ? [lane.slice(lane.indexOf(' of ') + ' of '.length)] : []));
}

const STAFF_KEY = /"key":"(ops:[a-z-]+)\//g;

/** Shared scopes of staff of which a push or a pull brings rows. */
export function staffScopesIn(answer: unknown): readonly string[] {
  if (typeof answer === 'string') return [...new Set([...answer.matchAll(STAFF_KEY)].map(([, scope]) => scope ?? ''))];
  const keys = textsAt(answer, 'patch.*.key').filter((key) => key.startsWith('ops:'));
  return [...new Set(keys.map((key) => key.slice(0, key.indexOf('/'))))];
}

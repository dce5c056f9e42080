/** The pages that `npm run docs:generate` writes from the code. They name whatever there is; by hand only the words before the tables of docs/security.md are written. */
export const GENERATED_PAGES = [
  'docs/acceptance.md',
  'docs/security.md',
  'docs/mutations.md',
  'docs/event-types.md',
  'docs/configuration.md',
  'docs/problems.md',
  'docs/growth.md',
] as const;

export type GeneratedPage = (typeof GENERATED_PAGES)[number];

/** The lowest Node that what is compiled runs on. */
export const NODE_MAJOR_MIN = 24;

/** What to do about a Node that is too old; null: nothing. */
export function explainNodeVersion(version: string): string | null {
  if (Number.parseInt(version, 10) >= NODE_MAJOR_MIN) return null;
  return (
    `Bimride runs on Node ${NODE_MAJOR_MIN}; this is ${version}. "npm ci" brings the right one along: use the npm scripts ` +
    '(npm start, npm run start:prod, npm run migrate), or node_modules/.bin/node.'
  );
}

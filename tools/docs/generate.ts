/**
 * `npm run docs:generate [-- --check]`: writes the generated documents, or with `--check` says which are out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { readCommandLine } from '../command-line.ts';
import prettier from 'prettier';
import { describeApi, MODULES, productVersion, settings } from '#api';
import { carriers } from '../acceptance/carriers.ts';
import { acceptancePage } from '../acceptance/page.ts';
import { GROWTH } from '../acceptance/growth/growth.ts';
import { growthPage, type Limits } from '../acceptance/growth/growth-page.ts';
import { securityPage } from '../acceptance/security/security-page.ts';
import { configurationPage } from './configuration-page.ts';
import { eventsPage } from './events-page.ts';
import type { GeneratedPage } from './generated-pages.ts';
import { mutationsPage } from './mutations-page.ts';
import { problemsPage } from './problems-page.ts';

const API = await describeApi(productVersion());
const SERVERS = MODULES.map(({ server }) => server);
const DEFINITIONS = SERVERS.map(({ definition }) => definition);

const PUBLISHED = API.document as { readonly 'x-limits'?: Readonly<Record<string, Limits>> };
const LIMITS: Limits = Object.fromEntries(Object.values(PUBLISHED['x-limits'] ?? {}).flatMap(Object.entries));

const PAGES: Readonly<Record<GeneratedPage, () => string>> = {
  'docs/acceptance.md': () => acceptancePage(carriers()),
  'docs/security.md': () => securityPage(readFileSync('docs/security.md', 'utf8')),
  'docs/mutations.md': () => mutationsPage(DEFINITIONS),
  'docs/event-types.md': () => eventsPage(SERVERS),
  'docs/configuration.md': () => configurationPage(settings(DEFINITIONS)),
  'docs/problems.md': () => problemsPage(API.problems),
  'docs/growth.md': () => growthPage(GROWTH, LIMITS),
};

const HELP = `npm run docs:generate [-- --check]

  Writes ${Object.keys(PAGES).join(', ')} from the code.
  --check   writes nothing; fails when a document is out of date
`;

async function formatted(path: string, text: string): Promise<string> {
  const options = await prettier.resolveConfig(path);
  return prettier.format(text, { ...options, filepath: path });
}

function current(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

async function run(check: boolean): Promise<number> {
  let stale = 0;
  for (const [path, page] of Object.entries(PAGES)) {
    const text = await formatted(path, page());
    if (current(path) === text) continue;
    stale += 1;
    if (!check) writeFileSync(path, text);
    process.stdout.write(`${path} ${check ? 'is out of date: npm run docs:generate' : 'written'}\n`);
  }
  return check && stale > 0 ? 1 : 0;
}

const { values } = readCommandLine({
  options: { check: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});
if (values.help) process.stdout.write(HELP);
else process.exitCode = await run(values.check);

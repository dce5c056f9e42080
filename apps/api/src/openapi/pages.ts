/** The pages of this server for people who write clients: where it leads, and what each problem means. */
import { escapeHtml, page } from '../http/page.ts';
import { PROBLEM_TYPE_PATH } from '../http/problem.ts';
import type { CatalogEntry } from './problem-catalog.ts';

/** Where the pages are. */
export const PATHS = { home: '/', docs: '/docs', document: '/openapi.json', problems: PROBLEM_TYPE_PATH } as const;

const STATUS = '/v1/offline-first-mobile-architecture/status';

/** What Bimride is, and where to go on. `signIn`: where one gets a token, on a server with demo people. */
export function homePage({ signIn }: { readonly signIn: string | undefined }): string {
  const demo = `<li><a href="${signIn}">Sign in</a> as one of the demo people, for a token</li>`;
  return page(
    'Rides around Barbados',
    `<h1>Rides around Barbados, with or without coverage</h1>
<p>This is the API of Bimride. Riders, drivers and staff act offline; it takes their actions in when they are back, decides each of them once,
and gives everybody one truth.</p>
<ul>
<li><a href="${PATHS.docs}">API docs</a>: every route, to read and to try</li>
${signIn === undefined ? '' : demo}
<li><a href="${PATHS.document}">OpenAPI document</a>, for generated clients</li>
<li><a href="${PATHS.problems}">Problems</a>: what each code means</li>
<li><a href="${STATUS}">Status</a>: how far the pipeline has come</li>
</ul>`,
  );
}

/** What each code of a problem means; `type` of a problem leads to its place here. */
export function problemsPage(catalog: readonly CatalogEntry[]): string {
  return page(
    'Problems',
    `<h1>Problems</h1>
<p>What is not a success is answered as an RFC 9457 problem. Programs decide by its <code>code</code>; its words may change.</p>
${catalog.map(section).join('\n')}`,
  );
}

function section({ code, statuses, titles, details, operations }: CatalogEntry): string {
  const where = operations.length === 0 ? 'Any request.' : `From: ${operations.map(escapeHtml).join(', ')}.`;
  const texts = [...titles, ...details].map((text) => `<p>${escapeHtml(text)}</p>`).join('');
  return `<section class="card" id="${code}"><h2><code>${code}</code> <span class="tag">${statuses.join(', ')}</span></h2>${texts}<p class="dim">${where}</p></section>`;
}

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
  const links = catalog.map(({ code }) => `<li><a href="#${code}"><code>${code}</code></a></li>`);
  return page(
    'Problems',
    `<h1>Problems</h1>
<p>What is not a success is answered as an RFC 9457 problem. Programs decide by its <code>code</code>; its words may change.</p>
<p id="find" hidden><label for="words">Find a code, a status or words</label><input id="words" type="search" autocomplete="off"></p>
<p id="found" class="dim" role="status"></p>
<details class="card"><summary>All ${catalog.length} codes</summary><ul class="codes">${links.join('')}</ul></details>
${catalog.map(section).join('\n')}`,
    PROBLEMS_SCRIPT,
  );
}

/** Shows only the problems that hold all the words somebody types. Without it the page is whole. */
export const PROBLEMS_SCRIPT = `
const problems = [...document.querySelectorAll('section')];
const words = document.querySelector('#words');
const show = () => {
  const wanted = words.value.toLowerCase().split(/\\s+/).filter(Boolean);
  for (const one of problems) one.hidden = !wanted.every((word) => one.textContent.toLowerCase().includes(word));
  const shown = problems.filter((one) => !one.hidden).length;
  document.querySelector('#found').textContent = wanted.length === 0 ? '' : shown + ' of ' + problems.length;
};
words.addEventListener('input', show);
addEventListener('hashchange', () => { words.value = ''; show(); document.querySelector(':target')?.scrollIntoView(); });
document.querySelector('#find').hidden = false;
`;

const OPERATIONS_SHOWN_MAX = 4;

function section({ code, statuses, titles, details, operations }: CatalogEntry): string {
  const texts = [...titles, ...details].map((text) => `<p>${escapeHtml(text)}</p>`).join('');
  return `<section class="card" id="${code}"><h2><code>${code}</code> <span class="tag">${statuses.join(', ')}</span></h2>${texts}${whereFrom(operations)}</section>`;
}

function whereFrom(operations: readonly string[]): string {
  if (operations.length === 0) return '<p class="dim">Any request.</p>';
  const names = operations.map((name) => `<code>${escapeHtml(name)}</code>`).join(', ');
  if (operations.length <= OPERATIONS_SHOWN_MAX) return `<p class="dim">From ${names}.</p>`;
  return `<details class="dim"><summary>From ${operations.length} operations</summary>${names}</details>`;
}

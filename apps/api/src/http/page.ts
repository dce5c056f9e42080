import { createHash } from 'node:crypto';

/** Text made safe to stand in HTML, in an attribute too. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);

/** The look of the sign-in pages: system fonts, works at 320 px, in light and dark, and with a keyboard. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #12313a; --dim: #4c666d; --paper: #f3f7f6; --card: #fff; --line: #cbdad8;
  --accent: #00615f; --on-accent: #fff; --bad: #9c1c1c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6f1ef; --dim: #a3bab8; --paper: #0c191d; --card: #142529;
  --line: #2e464b; --accent: #5fd0c5; --on-accent: #06211f; --bad: #ff9c92; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 2rem 1rem 3rem; }
.brand { display: flex; align-items: center; gap: .6rem; font-weight: 700; color: var(--accent); margin: 0 0 1.5rem; }
.brand svg { width: 2rem; height: 2rem; flex: none; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .4rem; }
p { margin: 0 0 1rem; }
.dim { color: var(--dim); }
.people { list-style: none; margin: 1.5rem 0; padding: 0; display: grid; gap: .6rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); }
button { font: inherit; color: inherit; cursor: pointer; border-radius: .6rem; min-height: 3rem; padding: .6rem 1rem;
  border: 1px solid var(--line); background: var(--card); }
button:hover { border-color: var(--accent); }
button:focus-visible, a:focus-visible, textarea:focus-visible, input:focus-visible, summary:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.person { width: 100%; height: 100%; text-align: left; display: flex; gap: .8rem; align-items: center; }
.person .initials { flex: none; width: 2.6rem; height: 2.6rem; border-radius: 50%; display: grid; place-items: center;
  background: var(--accent); color: var(--on-accent); font-weight: 700; font-size: .9rem; }
.person .name { font-weight: 600; display: block; }
.person .about { color: var(--dim); font-size: .9rem; display: block; }
.tag { display: inline-block; border: 1px solid var(--line); border-radius: 1rem; padding: 0 .6rem; font-size: .85rem;
  color: var(--dim); font-weight: 400; white-space: nowrap; }
.primary { background: var(--accent); color: var(--on-accent); border-color: var(--accent); font-weight: 600; }
.plain { border-color: transparent; background: none; color: var(--accent); text-decoration: underline; padding-inline: 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .8rem; padding: 1.2rem; margin: 1.2rem 0; }
.row { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1rem; margin: 0; }
dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
code { overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; line-height: 1.3; margin: 0 0 .6rem; }
summary { cursor: pointer; }
label { display: block; font-weight: 600; margin: 0 0 .4rem; }
input[type=search] { width: 100%; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line);
  border-radius: .6rem; min-height: 3rem; padding: .6rem 1rem; }
.codes { list-style: none; margin: .6rem 0 0; padding: 0; columns: 15rem; }
textarea { width: 100%; min-height: 13rem; display: block; margin: 0 0 .8rem; font: .85rem/1.4 ui-monospace, "DejaVu Sans Mono", Menlo, monospace;
  color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: .6rem; padding: .7rem;
  overflow-wrap: anywhere; resize: vertical; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--paper); border: 1px solid var(--line);
  border-radius: .6rem; padding: .7rem; font-size: .85rem; margin: 0; }
.bad { color: var(--bad); }
[hidden] { display: none !important; }
`;

const BRAND = `<p class="brand"><svg viewBox="0 0 32 32" aria-hidden="true"><circle cx="16" cy="16" r="15"
 fill="none" stroke="currentColor" stroke-width="2"/><path d="M6 19c3-4 7-4 10 0s7 4 10 0M6 13c3-4 7-4 10 0s7 4 10 0"
 fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round"/></svg>Bimride</p>`;

/** A complete page of the sign-in. */
export const page = (title: string, body: string, script = ''): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Bimride</title>
<link rel="icon" href="data:,">
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
${BRAND}
${body}
</main>
${script && `<script type="module">${script}</script>`}
</body>
</html>
`;

const hashSource = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Headers of a page: nothing but its own style and script runs, nothing frames it, nothing keeps or reports it. */
export function pageHeaders(options: { script?: string; formTargets?: readonly string[] }): Record<string, string> {
  const { script, formTargets = [] } = options;
  const policy = [
    "default-src 'none'",
    `style-src ${hashSource(PAGE_STYLE)}`,
    ...(script ? [`script-src ${hashSource(script)}`, "connect-src 'self'"] : []),
    'img-src data:',
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': policy.join('; '),
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  };
}

import { escapeHtml, page } from '../http/page.ts';
import { DEMO_PEOPLE, type DemoPerson } from './people.ts';

const initials = (name: string): string =>
  name
    .split(' ')
    .map((word) => word.charAt(0))
    .join('');

const personButton = ({ id, name, about, roles }: DemoPerson): string => `<li>
<button class="person" name="person" value="${escapeHtml(id)}">
<span class="initials" aria-hidden="true">${escapeHtml(initials(name))}</span>
<span><span class="name">${escapeHtml(name)} <span class="tag">${escapeHtml(roles.join(', '))}</span></span>
<span class="about">${escapeHtml(about)}</span></span>
</button></li>`;

/** The page on which somebody says who they are. A plain form: it works without any script. */
export const signInPage = (applicationName: string): string =>
  page(
    'Sign in',
    `<h1>Who is signing in?</h1>
<p class="dim">You are signing in to <strong>${escapeHtml(applicationName)}</strong>.
These people are invented, for development; there are no passwords.</p>
<form method="post" autocomplete="off">
<ul class="people">
${DEMO_PEOPLE.map(personButton).join('\n')}
</ul>
<button class="plain" name="cancel" value="yes">Cancel</button>
</form>`,
  );

/** The page for a sign-in that cannot go on. */
export const errorPage = (problem: { error: string; error_description?: string | undefined }): string =>
  page(
    'Sign-in failed',
    `<h1>This sign-in cannot go on</h1>
<p>${escapeHtml(problem.error_description ?? 'Something went wrong.')}</p>
<p class="dim">Code: ${escapeHtml(problem.error)}. Go back to the application and start again.</p>`,
  );

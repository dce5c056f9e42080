import { SIGN_IN_PATH, WEB_CLIENT_ID } from './clients.ts';
import { page } from '../http/page.ts';

/**
 * Runs in the browser: authorization code with PKCE. The code comes back in the fragment, which no server and no log
 * ever sees; tokens live in this page's memory only, so a reload forgets them.
 */
export const landingScript = (issuerPath: string): string => {
  const settings = { clientId: WEB_CLIENT_ID, issuerPath, signInPath: SIGN_IN_PATH };
  return `\nconst settings = ${JSON.stringify(settings)};\n${SCRIPT}`;
};

const SCRIPT = `
const redirectUri = location.origin + settings.signInPath;
const byId = (id) => document.getElementById(id);
const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));
const claimsOf = (jwt) =>
  JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(jwt.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')),
    (character) => character.charCodeAt(0))));

async function startSignIn() {
  const verifier = random();
  const state = random();
  sessionStorage.setItem('sign-in', JSON.stringify({ verifier, state }));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  location.assign(settings.issuerPath + '/auth?' + new URLSearchParams({
    client_id: settings.clientId, response_type: 'code', response_mode: 'fragment', redirect_uri: redirectUri,
    scope: 'openid profile offline_access', prompt: 'login consent', state,
    code_challenge: base64url(new Uint8Array(digest)), code_challenge_method: 'S256',
  }));
}

async function finishSignIn(answer) {
  const started = JSON.parse(sessionStorage.getItem('sign-in') ?? '{}');
  sessionStorage.removeItem('sign-in');
  history.replaceState(null, '', settings.signInPath);
  if (answer.get('error') === 'access_denied') return;
  if (answer.get('error')) throw new Error(answer.get('error_description') ?? answer.get('error'));
  if (!started.state || answer.get('state') !== started.state) throw new Error('This answer belongs to no sign-in of this page.');
  const response = await fetch(settings.issuerPath + '/token', {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'authorization_code', client_id: settings.clientId,
      redirect_uri: redirectUri, code: answer.get('code'), code_verifier: started.verifier }),
  });
  const tokens = await response.json();
  if (!response.ok) throw new Error(tokens.error_description ?? tokens.error);
  show(tokens);
}

function show(tokens) {
  const person = claimsOf(tokens.id_token);
  const access = claimsOf(tokens.access_token);
  byId('name').textContent = person.name;
  byId('subject').textContent = access.sub;
  byId('roles').textContent = (access.roles ?? []).join(', ');
  byId('expires').textContent = new Date(access.exp * 1000).toLocaleTimeString();
  byId('token').value = tokens.access_token;
  byId('signed-out').hidden = true;
  byId('signed-in').hidden = false;
  byId('signed-in').querySelector('h1').focus();
}

function fail(error) {
  byId('error').textContent = 'Signing in failed: ' + error.message;
  byId('error').hidden = false;
}

async function copyToken() {
  byId('token').select();
  await navigator.clipboard.writeText(byId('token').value);
  byId('copied').textContent = 'Copied.';
}

for (const button of document.querySelectorAll('.start')) {
  button.disabled = false;
  button.addEventListener('click', () => startSignIn().catch(fail));
}
byId('copy').addEventListener('click', () => copyToken().catch(() => { byId('copied').textContent = 'Press Ctrl+C to copy.'; }));
const answer = new URLSearchParams(location.hash.slice(1));
if (answer.has('state') || answer.has('error')) finishSignIn(answer).catch(fail);
`;

const BODY = `<section id="signed-out">
<h1>Sign in to Bimride</h1>
<p class="dim">Choose one of the demonstration people and get an access token for the API.</p>
<p><button class="start primary" disabled>Sign in</button></p>
<p id="error" class="bad" role="alert" hidden></p>
<noscript><p class="bad">This page needs JavaScript. Without it: <code>npm run -s token -- rider</code></p></noscript>
</section>
<section id="signed-in" hidden>
<h1 tabindex="-1">Hello, <span id="name"></span></h1>
<div class="card"><dl>
<dt>Subject</dt><dd id="subject"></dd>
<dt>Roles</dt><dd id="roles"></dd>
<dt>Token valid until</dt><dd id="expires"></dd>
</dl></div>
<div class="card">
<label for="token">Access token</label>
<textarea id="token" readonly spellcheck="false" aria-describedby="token-use"></textarea>
<p id="token-use" class="dim">Send it as <code>Authorization: Bearer …</code>. Whoever has it can act as you until it expires.</p>
<div class="row"><button id="copy" class="primary">Copy token</button><span id="copied" role="status" class="dim"></span></div>
</div>
<p><button class="start" disabled>Sign in as somebody else</button></p>
</section>`;

/** The page that starts a sign-in and shows its outcome. */
export const landingPage = (script: string): string => page('Sign in', BODY, script);

/** A person in front of the issuer's page: what the system's browser of a phone does between opening and coming back. */
const STEPS_MAX = 10;

/** Goes from page to page with cookies, picks the person, and ends where the app is to be called back. */
export async function signInByHand(startUrl: string, redirectUrl: string, person: string): Promise<string> {
  const cookies = new Map<string, string>();
  let url = startUrl;
  let form: URLSearchParams | null = null;
  for (let steps = 0; steps < STEPS_MAX; steps += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const post = form === null ? {} : { method: 'POST', body: form };
    const answer: Response = await fetch(url, {
      ...post,
      redirect: 'manual',
      headers: { cookie, accept: 'text/html' },
    });
    for (const header of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (header.split(';', 1)[0] ?? '').split(/=(.*)/s, 2);
      cookies.set(name, value);
    }
    form = null;
    const location = answer.headers.get('location');
    if (location === null) form = new URLSearchParams({ person });
    else if (location.startsWith(redirectUrl)) return location;
    else url = new URL(location, url).href;
  }
  throw new Error(`the issuer did not come back from ${startUrl}`);
}

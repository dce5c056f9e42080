import { signIn } from '../../src/identity/sign-in.ts';

const issued = new Map<string, Promise<string>>();

/**
 * An access token of a demonstration person from the server at `baseUrl`, by the real sign-in. One sign-in for each person
 * and server of a spec file: the tokens live longer than any spec.
 */
export function tokenFor(baseUrl: string, person: string): Promise<string> {
  const key = `${baseUrl} ${person}`;
  const known = issued.get(key) ?? signIn({ baseUrl, person }).then(({ accessToken }) => accessToken);
  issued.set(key, known);
  return known;
}

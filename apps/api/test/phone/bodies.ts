import { PULL_VERSION, PUSH_VERSION, type PullRequest, type PushRequest } from '#sync/client';

/** The body of a push. */
export function pushBody<M>(
  clientGroupID: string,
  mutations: readonly M[],
): Omit<PushRequest, 'mutations'> & { mutations: M[] } {
  return { pushVersion: PUSH_VERSION, ...namesOf(clientGroupID), mutations: [...mutations] };
}

/** The body of a pull: of everything, unless `more` names a cookie. */
export function pullBody(clientGroupID: string, more: Partial<PullRequest> = {}): PullRequest {
  return { pullVersion: PULL_VERSION, ...namesOf(clientGroupID), cookie: null, ...more };
}

function namesOf(clientGroupID: string) {
  return { schemaVersion: '1', profileID: 'p', clientGroupID };
}

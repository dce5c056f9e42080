import { sos } from '../sos.ts';
import { SOS } from './sync-client.ts';

/** What a push to the real server carries; ours and Replicache's have the same form. */
export function carriedByPush(body: string): readonly string[] {
  const { mutations } = JSON.parse(body) as {
    readonly mutations: readonly { readonly clientID: string; readonly id: number; readonly name: string }[];
  };
  return mutations.map(({ clientID, id, name }) => (name === sos.name ? SOS : `${clientID}/${id}`));
}

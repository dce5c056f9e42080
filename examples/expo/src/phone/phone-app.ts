/**
 * The one place where the parts come together. The screens and the background task run in one process and share one client:
 * whoever comes first opens it.
 */
import {
  expoSqliteDriver,
  fetchTransport,
  openClient,
  sqliteStorage,
  uuidv7,
  type BimrideClient,
  type TokenSource,
} from '@bimride/client';
import { BookReader, pricingMutations, type BookJwks } from '@bimride/client/pricing';
import { ridesMutations } from '@bimride/client/rides';
import { english, spanish, tell } from '@bimride/client/words';
import { getRandomBytes } from 'expo-crypto';
import { openDatabaseAsync } from 'expo-sqlite';
import { CONFIGURATION } from '../core/configuration.ts';
import { keepToken } from '../core/keep-token.ts';
import { sessionOf, type Granted, type Session } from '../core/session.ts';
import { beforeSignOut, type SigningOut } from '../core/sign-out.ts';
import { isSpanish } from '../core/texts.ts';
import { keptBookKeys } from './book-keys.ts';
import { keptPin, keptSession } from './kept-secrets.ts';
import { refresh, signIn, signOutAtIssuer } from './sign-in.ts';

export interface PhoneApp {
  readonly client: BimrideClient;
  readonly session: Session;
  readonly reader: BookReader;
  readonly token: TokenSource;
}

export const locale = Intl.DateTimeFormat().resolvedOptions().locale;

let current: Promise<PhoneApp | null> | null = null;

/** The app of whoever is signed in; null: nobody. Works without a network. */
export function openPhoneApp(): Promise<PhoneApp | null> {
  current ??= keptSession
    .read()
    .then((session) => (session ? open(session) : null))
    .catch(tryAgainNextTime);
  return current;
}

function tryAgainNextTime(error: unknown): never {
  current = null;
  throw error;
}

/** Null: the person changed their mind. */
export async function signInHere(): Promise<PhoneApp | null> {
  const granted = await signIn();
  if (granted === null) return null;
  const session = sessionOf(granted);
  await keptSession.write(session);
  await (await current?.catch(() => null))?.client.close();
  current = open(session, granted).catch(tryAgainNextTime);
  return current;
}

/** Signs out, unless something waits and the person does not know it yet. */
export async function signOutHere({ leaveWaiting }: { readonly leaveWaiting: boolean }): Promise<SigningOut> {
  const app = await openPhoneApp();
  if (app === null) return { done: true };
  const told = await beforeSignOut(app.client, { leaveWaiting });
  if (!told.done) return told;
  const refreshToken = (await keptSession.read())?.refreshToken;
  current = Promise.resolve(null);
  // Everything of theirs leaves the phone but what waits: that goes out when they sign in here again.
  await app.client.forget({ whatWaits: 'keep' });
  await keptSession.forget();
  await keptPin.forget();
  // The last step, and the only one that needs a network.
  if (refreshToken !== undefined) await signOutAtIssuer(refreshToken).catch(() => undefined);
  return told;
}

async function open(session: Session, granted?: Granted): Promise<PhoneApp> {
  const { person } = session;
  const token = keepToken({
    refreshToken: session.refreshToken,
    granted,
    refresh,
    save: (refreshToken) => keptSession.write({ person, refreshToken }),
    nowMs: Date.now,
  });
  const client = await openClient({
    person,
    storage: await sqliteStorage(expoSqliteDriver(await openDatabaseAsync('bimride.db'))),
    transport: fetchTransport({ baseUrl: CONFIGURATION.baseUrl }),
    token,
    mutations: [...ridesMutations, ...pricingMutations],
    words: tell(isSpanish(locale) ? spanish : english),
    keepCredential: person.roles.includes('driver'),
    // React Native has no crypto.getRandomValues.
    newId: () => uuidv7(Date.now(), getRandomBytes),
    onError: (error) => console.warn(error),
  });
  const keys: BookJwks = await keptBookKeys();
  return { client, session, reader: new BookReader(keys), token };
}

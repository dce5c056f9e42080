/** What only this phone may read: in the iOS keychain, and encrypted under Android's keystore. */
import { AFTER_FIRST_UNLOCK_THIS_DEVICE_ONLY, deleteItemAsync, getItemAsync, setItemAsync } from 'expo-secure-store';
import type { Session } from '../core/session.ts';

// Without it iOS refuses the keychain while the phone is locked, which is when background tasks run.
const OPTIONS = { keychainAccessible: AFTER_FIRST_UNLOCK_THIS_DEVICE_ONLY };

interface Kept<T> {
  read(): Promise<T | null>;
  write(value: T): Promise<void>;
  forget(): Promise<void>;
}

function kept<T>(name: string): Kept<T> {
  return {
    read: async () => {
      const text = await getItemAsync(name, OPTIONS);
      return text === null ? null : (JSON.parse(text) as T);
    },
    write: (value) => setItemAsync(name, JSON.stringify(value), OPTIONS),
    forget: () => deleteItemAsync(name, OPTIONS),
  };
}

/** Who is signed in. iOS keeps it even when the app is deleted. */
export const keptSession = kept<Session>('session');

/** The PIN of the ride that is open: Bimride has its hash alone. */
export const keptPin = kept<{ readonly rideId: string; readonly pin: string }>('pin');

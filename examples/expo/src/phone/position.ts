/** Where the phone is. */
import type { LatLon } from '@bimride/client/routing';
import {
  Accuracy,
  getCurrentPositionAsync,
  getLastKnownPositionAsync,
  requestForegroundPermissionsAsync,
} from 'expo-location';

/** A fix that is older, in milliseconds, is not where the person stands. */
const AGE_MS_MAX = 60_000;

/** Null: the person said no, or there is no fix. A fix needs no network. */
export async function positionHere(): Promise<LatLon | null> {
  const { granted } = await requestForegroundPermissionsAsync();
  if (!granted) return null;
  const found =
    (await getLastKnownPositionAsync({ maxAge: AGE_MS_MAX })) ??
    (await getCurrentPositionAsync({ accuracy: Accuracy.Balanced }).catch(() => null));
  return found && { lat: found.coords.latitude, lon: found.coords.longitude };
}

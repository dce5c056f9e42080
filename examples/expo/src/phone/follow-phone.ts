/** Tells the client what the phone tells the app: it came to the foreground, there is a network again, the server has news. */
import { followPokes, type BimrideClient, type TokenSource } from '@bimride/client';
import { addNetworkStateListener } from 'expo-network';
import { AppState } from 'react-native';
import { CONFIGURATION } from '../core/configuration.ts';

/** Returns how to stop. */
export function followPhone(client: BimrideClient, token: TokenSource): () => void {
  const listenToServer = (): (() => void) => followPokes(client, { baseUrl: CONFIGURATION.baseUrl, token });
  let stopListening: (() => void) | null = listenToServer();
  const foreground = AppState.addEventListener('change', (state) => {
    // In the background the system closes the stream; one that was left open would only look alive.
    stopListening?.();
    stopListening = state === 'active' ? listenToServer() : null;
    if (state === 'active') client.trigger('foreground');
  });
  let wasConnected = true;
  const network = addNetworkStateListener(({ isConnected = false }) => {
    if (isConnected && !wasConnected) client.trigger('online');
    wasConnected = isConnected;
  });
  return () => {
    stopListening?.();
    foreground.remove();
    network.remove();
  };
}

import type { BimrideClient } from '@bimride/client';
import { useOutcomes } from '@bimride/client/react';
import { View } from 'react-native';
import type { Texts } from '../core/texts.ts';
import { Act, Line } from './parts.tsx';

/** What became of what the person did, where it is not what they expect. The words are the library's. */
export function Inbox({ client, texts }: { readonly client: BimrideClient; readonly texts: Texts }) {
  const { outcomes, acknowledge } = useOutcomes(client);
  return outcomes.map((item) => (
    <View key={item.ref} accessibilityRole="alert">
      <Line>{[item.words.wanted, item.words.reason, ...item.words.instead, item.words.next ?? ''].join(' ')}</Line>
      {!item.stays && <Act title={texts.seen} onPress={() => acknowledge(item)} />}
    </View>
  ));
}

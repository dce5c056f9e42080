import type { BimrideClient } from '@bimride/client';
import { useQueue, useStatus } from '@bimride/client/react';
import { hindranceText, type Texts } from '../core/texts.ts';
import { Line } from './parts.tsx';

/** What waits, and what is in the way. Empty on a good day. */
export function StatusLine({ client, texts }: { readonly client: BimrideClient; readonly texts: Texts }) {
  const { waiting } = useQueue(client);
  const hindrance = useStatus(client, (status) => hindranceText(status, texts));
  return (
    <>
      {waiting > 0 && <Line>{texts.waiting(waiting)}</Line>}
      {hindrance !== null && <Line>{hindrance}</Line>}
    </>
  );
}

import { useState } from 'react';
import type { Texts } from '../core/texts.ts';
import { signOutHere } from '../phone/phone-app.ts';
import { Act, Line } from './parts.tsx';

/** Asks when something waits: the person knows what they leave on this phone. */
export function SignOut({ texts, onSignedOut }: { readonly texts: Texts; readonly onSignedOut: () => void }) {
  const [waiting, setWaiting] = useState(0);
  const signOut = async (leaveWaiting: boolean) => {
    const told = await signOutHere({ leaveWaiting });
    if (told.done) onSignedOut();
    else setWaiting(told.waiting);
  };
  if (waiting === 0) return <Act title={texts.signOut} onPress={() => signOut(false)} />;
  return (
    <>
      <Line>{texts.leaving(waiting)}</Line>
      <Act title={texts.stay} onPress={async () => setWaiting(0)} />
      <Act title={texts.leave} onPress={() => signOut(true)} />
    </>
  );
}

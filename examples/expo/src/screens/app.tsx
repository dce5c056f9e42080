import { useEffect, useState } from 'react';
import { ScrollView } from 'react-native';
import { textsIn } from '../core/texts.ts';
import { askForBackground, endBackground } from '../phone/background.ts';
import { followPhone } from '../phone/follow-phone.ts';
import { locale, openPhoneApp, signInHere, type PhoneApp } from '../phone/phone-app.ts';
import { DriverScreen } from './driver.tsx';
import { Inbox } from './inbox.tsx';
import { Act, Line, STYLES } from './parts.tsx';
import { RiderScreen } from './rider.tsx';
import { SignOut } from './sign-out.tsx';
import { StatusLine } from './status-line.tsx';

const texts = textsIn(locale);

/** `undefined`: still opening; `null`: nobody is signed in. */
export function App() {
  const [app, setApp] = useState<PhoneApp | null | undefined>(undefined);
  const [problem, setProblem] = useState('');
  useEffect(() => void openPhoneApp().then(setApp, (error: unknown) => setProblem(String(error))), []);
  useEffect(() => {
    if (app === undefined) return;
    if (app === null) return void endBackground();
    app.client.start();
    void askForBackground();
    return followPhone(app.client, app.token);
  }, [app]);
  const signIn = async () => {
    setProblem('');
    // Null: the person closed the issuer's page.
    await signInHere().then(
      (came) => came && setApp(came),
      () => setProblem(texts.noContact),
    );
  };
  return (
    <ScrollView contentInsetAdjustmentBehavior="automatic" contentContainerStyle={STYLES.content}>
      {problem !== '' && <Line>{problem}</Line>}
      {app === null && <Act title={texts.signIn} onPress={signIn} />}
      {app && <SignedIn app={app} onSignedOut={() => setApp(null)} />}
    </ScrollView>
  );
}

function SignedIn({ app, onSignedOut }: { readonly app: PhoneApp; readonly onSignedOut: () => void }) {
  const drives = app.session.person.roles.includes('driver');
  return (
    <>
      <StatusLine client={app.client} texts={texts} />
      <Inbox client={app.client} texts={texts} />
      {drives ? <DriverScreen app={app} texts={texts} /> : <RiderScreen app={app} texts={texts} />}
      <SignOut texts={texts} onSignedOut={onSignedOut} />
    </>
  );
}

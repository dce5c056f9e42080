import { useRow, useView } from '@bimride/client/react';
import { driverKind, goOffline, goOnline, rideKind } from '@bimride/client/rides';
import { useState } from 'react';
import { TextInput, View } from 'react-native';
import { doNext, driversNext } from '../core/drivers-next.ts';
import type { Texts } from '../core/texts.ts';
import type { PhoneApp } from '../phone/phone-app.ts';
import { positionHere } from '../phone/position.ts';
import { Act, Line, STYLES } from './parts.tsx';

export function DriverScreen({ app: { client }, texts }: { readonly app: PhoneApp; readonly texts: Texts }) {
  const rides = useView(client, rideKind);
  const duty = useRow(client, driverKind, client.subject);
  const [pin, setPin] = useState('');
  const [problem, setProblem] = useState('');
  /** What a driver does, they do somewhere. */
  const here = async (act: (position: { readonly lat: number; readonly lon: number }) => Promise<unknown>) => {
    const position = await positionHere();
    setProblem(position === null ? texts.noPlace : '');
    if (position !== null) await act(position);
  };
  return (
    <>
      {problem !== '' && <Line>{problem}</Line>}
      {rides.map(({ key, value: { rideId, status } }) => {
        const next = driversNext(status);
        if (next === null) return null;
        const act = () => here((position) => doNext(client, next, { rideId, pin, position }));
        return (
          <View key={key}>
            <Line>{texts.status[status]}</Line>
            {next === 'start' && (
              <TextInput
                style={STYLES.input}
                placeholder={texts.typePin}
                accessibilityLabel={texts.typePin}
                inputMode="numeric"
                maxLength={4}
                value={pin}
                onChangeText={setPin}
              />
            )}
            <Act title={texts.act[next]} onPress={act} />
          </View>
        );
      })}
      {duty?.online ? (
        <Act title={texts.goOffline} onPress={() => client.mutate(goOffline, {})} />
      ) : (
        <Act title={texts.goOnline} onPress={() => here((position) => client.mutate(goOnline, { position }))} />
      )}
    </>
  );
}

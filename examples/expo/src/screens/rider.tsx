import { useQuery } from '@bimride/client/react';
import { bbdText } from '@bimride/client/pricing';
import { book, cancel, isOpen, rideKind } from '@bimride/client/rides';
import { getRandomBytes } from 'expo-crypto';
import { useEffect, useState } from 'react';
import { TextInput } from 'react-native';
import type { Texts } from '../core/texts.ts';
import { bookingOf, tripTo, type Trip } from '../core/trip.ts';
import { keptPin } from '../phone/kept-secrets.ts';
import type { PhoneApp } from '../phone/phone-app.ts';
import { positionHere } from '../phone/position.ts';
import { Act, Line, STYLES } from './parts.tsx';

interface Props {
  readonly app: PhoneApp;
  readonly texts: Texts;
}

export function RiderScreen({ app, texts }: Props) {
  const open = useQuery(app.client, rideKind, (rows) => rows.find(({ value }) => isOpen(value.status))?.value);
  return open ? (
    <OpenRide app={app} texts={texts} rideId={open.rideId} status={texts.status[open.status]} />
  ) : (
    <NewRide app={app} texts={texts} />
  );
}

function NewRide({ app: { client, reader }, texts }: Props) {
  const [typed, setTyped] = useState('');
  const [trip, setTrip] = useState<Trip | null>(null);
  const [problem, setProblem] = useState('');
  const look = async () => {
    const pickup = await positionHere();
    const found = pickup && tripTo(client, reader, { pickup, typed, nowMs: Date.now() });
    setTrip(found);
    setProblem(pickup === null ? texts.noPlace : found === null ? texts.noFare : '');
  };
  const take = async (chosen: Trip) => {
    const { args, pin, options } = bookingOf(chosen, { nowMs: Date.now(), randomBytes: getRandomBytes });
    // First: without it the rider could not tell the driver.
    await keptPin.write({ rideId: args.rideId, pin });
    await client.mutate(book, args, options);
  };
  return (
    <>
      <TextInput
        style={STYLES.input}
        placeholder={texts.where}
        accessibilityLabel={texts.where}
        value={typed}
        onChangeText={setTyped}
      />
      <Act title={texts.quote} onPress={look} />
      {problem !== '' && <Line>{problem}</Line>}
      {trip && (
        <Act
          title={`${texts.book}: ${trip.placeName}, ${bbdText(trip.quote.cashDueCents)}`}
          onPress={() => take(trip)}
        />
      )}
    </>
  );
}

function OpenRide({
  app: { client },
  texts,
  rideId,
  status,
}: Props & { readonly rideId: string; readonly status: string }) {
  const [pin, setPin] = useState<string | null>(null);
  useEffect(() => void keptPin.read().then((kept) => setPin(kept?.rideId === rideId ? kept.pin : null)), [rideId]);
  return (
    <>
      <Line>{status}</Line>
      {pin !== null && <Line>{`${texts.pin} ${pin}`}</Line>}
      <Act title={texts.cancel} onPress={() => client.mutate(cancel, { rideId, reason: 'changed_mind' })} />
    </>
  );
}

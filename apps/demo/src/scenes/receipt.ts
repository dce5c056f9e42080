import { bbdText } from '#pricing/client';
import type { Person } from '../people.ts';
import { must } from '../story-broken.ts';
import type { Narrator } from '../narrator.ts';
import type { Booking } from './booking.ts';

/** As much of `GET /v1/rides/{rideId}/receipt` as the story looks at. */
interface Receipt {
  readonly fareCents: number;
  readonly quotedFareCents: number | null;
  readonly explanation: string;
  readonly paidCents: number;
  readonly openCents: number;
}

/** The fare that the phone computed without a network is the one that is charged. @throws StoryBroken */
export async function readReceipt({ name, phone }: Person, booking: Booking, telling: Narrator): Promise<void> {
  const { rideId, quote } = booking;
  telling.chapter('What does it cost?');
  await phone.until('the fare is settled', () => phone.client.get(`fare/${rideId}`));
  const receipt = await phone.get<Receipt>(`/v1/rides/${rideId}/receipt`);
  const { explanation, fareCents, openCents, paidCents, quotedFareCents } = receipt;
  must(quotedFareCents === quote.fareCents, 'the receipt names the fare that the phone showed');
  must(fareCents === quote.fareCents, 'that fare is charged');
  must(openCents === 0, 'it is paid');
  telling.say(name, `reads her receipt: quoted ${bbdText(quote.fareCents)}, fare ${bbdText(fareCents)}`, explanation);
  telling.say(name, `paid ${bbdText(paidCents)}: the smallest coin is 5 cents`, `${bbdText(openCents)} is open`);
}

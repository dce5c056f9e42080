import type { Random } from '../random.ts';
import { BUSYNESS_MAX, busyness } from '../world/day.ts';
import { drawPlace, operatorOf } from '../world/demand.ts';
import type { Span } from '../world/outages.ts';
import type { IslandWorld } from './island-world.ts';
import { drawPhoneFaults, NO_FAULTS, PHONE_FAULTS } from './phone-faults.ts';
import { Phone } from './phone.ts';

/** Somebody of the island, with one phone or, rarely, two. */
export interface Person {
  readonly number: number;
  readonly phone: Phone;
  readonly otherPhone: Phone | null;
  readonly random: Random;
}

/** Draws the people of one role, each from a stream of their own. */
export function drawPeople(
  world: IslandWorld,
  role: 'rider' | 'driver',
  count: number,
  seed: Random,
): readonly Person[] {
  return Array.from({ length: count }, (_, number) => {
    const random = seed.fork(`${role}/${number}`);
    const place = drawPlace(world.places, random);
    const common = { subject: `${role}-${number + 1}`, role, operator: operatorOf(number), place } as const;
    const phone = new Phone(world, {
      ...common,
      faults: drawPhoneFaults(random, world.halfOpenShare),
      random: random.fork('phone'),
    });
    const hasTwo = random.chance(PHONE_FAULTS.secondPhoneShare);
    const otherPhone = hasTwo ? new Phone(world, { ...common, faults: NO_FAULTS, random: random.fork('other') }) : null;
    return { number, phone, otherPhone, random: random.fork('deeds') };
  });
}

const MS_PER_HOUR = 3_600_000;
const SHIFT_HOURS_MIN = 8;
const SHIFT_HOURS_MAX = 10;

/** When a driver works: where demand is, somewhere in the shift. */
export function drawShift({ fromMs, toMs }: Span, random: Random): Span {
  const lengthMs = random.between(SHIFT_HOURS_MIN, SHIFT_HOURS_MAX) * MS_PER_HOUR;
  const lastMs = Math.max(fromMs, toMs - lengthMs);
  for (;;) {
    const busyMs = random.between(fromMs, toMs);
    if (!random.chance(busyness(busyMs) / BUSYNESS_MAX)) continue;
    const beginMs = Math.min(lastMs, Math.max(fromMs, busyMs - random.next() * lengthMs));
    return { fromMs: Math.round(beginMs), toMs: Math.round(Math.min(toMs, beginMs + lengthMs)) };
  }
}

import { signIn } from '#api/people';
import { join } from 'node:path';
import type { Exchange } from './link.ts';
import { Phone } from './phone.ts';

/** Somebody of the story, with their phone. */
export interface Person {
  readonly name: string;
  readonly phone: Phone;
}

/** Everybody of the story. The names are those of the sign-in page. */
export interface People {
  readonly rider: Person;
  readonly driver: Person;
  readonly otherDriver: Person;
  readonly dispatcher: Person;
}

/** The people of the demonstration whose rides and shifts a story may put in order before it begins. */
export const DEMO_RIDERS = ['rider', 'rider2'];
export const DEMO_DRIVERS = ['driver', 'driver2'];

export interface Stage {
  readonly baseUrl: string;
  /** Where phones keep their files. */
  readonly folder: string;
  /** Hears of each request of each phone. */
  readonly onExchange?: (name: string, exchange: Exchange) => void;
}

/** Signs everybody in, on new phones. @throws SignInFailed, StoryBroken */
export async function signInPeople({ baseUrl, folder, onExchange }: Stage): Promise<People> {
  const person = async (id: string, role: string, name: string): Promise<Person> => {
    const { accessToken: token } = await signIn({ baseUrl, person: id });
    const phone = await Phone.open({
      baseUrl,
      actor: { subject: id, roles: [role] },
      token,
      file: join(folder, `${id}.db`),
      onExchange: (exchange) => onExchange?.(name, exchange),
    });
    return { name, phone };
  };
  return {
    rider: await person('rider', 'rider', 'Keisha'),
    driver: await person('driver', 'driver', 'Anthony'),
    otherDriver: await person('driver2', 'driver', 'Shanice'),
    dispatcher: await person('dispatcher', 'dispatcher', 'Wendy'),
  };
}

/** Everybody closes the app. */
export async function closePhones({ rider, driver, otherDriver, dispatcher }: People): Promise<void> {
  for (const { phone } of [rider, driver, otherDriver, dispatcher]) await phone.close();
}

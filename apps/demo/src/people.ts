import type { Actor } from '#sync/client';
import { signIn } from '#api/people';
import { Link } from './link.ts';
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

/** Signs everybody in, on new phones. @throws SignInFailed */
export async function signInPeople(baseUrl: string): Promise<People> {
  const person = async (id: string, role: string, name: string): Promise<Person> => {
    const { accessToken } = await signIn({ baseUrl, person: id });
    const actor: Actor = { subject: id, roles: [role] };
    return { name, phone: new Phone(actor, new Link(baseUrl, accessToken)) };
  };
  return {
    rider: await person('rider', 'rider', 'Keisha'),
    driver: await person('driver', 'driver', 'Anthony'),
    otherDriver: await person('driver2', 'driver', 'Shanice'),
    dispatcher: await person('dispatcher', 'dispatcher', 'Wendy'),
  };
}

import type { Role } from '#sync/client';

/** A person of the demonstration: invented, with nothing to protect, hence no password. */
export interface DemoPerson {
  /** Subject of their tokens. */
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** What they are here for, shown on the sign-in page. */
  readonly about: string;
}

/** Everybody who can sign in at the embedded issuer. */
export const DEMO_PEOPLE: readonly DemoPerson[] = [
  { id: 'rider', name: 'Keisha Alleyne', roles: ['rider'], about: 'Rides from Oistins, often out of coverage' },
  { id: 'rider2', name: 'Marlon Griffith', roles: ['rider'], about: 'A second rider' },
  { id: 'driver', name: 'Anthony Blackman', roles: ['driver'], about: 'Drives the east coast' },
  { id: 'driver2', name: 'Shanice Holder', roles: ['driver'], about: 'Drives around Bridgetown' },
  { id: 'dispatcher', name: 'Wendy Clarke', roles: ['dispatcher'], about: 'Sees all rides, books for callers' },
  { id: 'support', name: 'Jamal Forde', roles: ['support'], about: 'Helps people, repairs parked work' },
  { id: 'safety', name: 'Roslyn Maynard', roles: ['safety'], about: 'Answers emergencies' },
  { id: 'pricing', name: 'Trevor Boyce', roles: ['pricing'], about: 'Sets tariffs' },
  { id: 'pricing2', name: 'Marva Bynoe', roles: ['pricing'], about: 'Approves tariffs that somebody else proposed' },
  { id: 'compliance', name: 'Ingrid Sealy', roles: ['compliance'], about: 'Answers data requests' },
  { id: 'auditor', name: 'Cecil Worrell', roles: ['auditor'], about: 'Reads everything, changes nothing' },
  { id: 'admin', name: 'Nadia Springer', roles: ['admin'], about: 'Runs the machine' },
];

const BY_ID: ReadonlyMap<string, DemoPerson> = new Map(DEMO_PEOPLE.map((person) => [person.id, person]));

/** The person with this id, if there is one. */
export const findPerson = (id: unknown): DemoPerson | undefined => (typeof id === 'string' ? BY_ID.get(id) : undefined);

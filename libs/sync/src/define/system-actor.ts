import type { Actor } from './mutation.ts';
import { SYSTEM_ROLE } from './role.ts';
import { SYSTEM_SUBJECT } from './subject.ts';

/** Bimride itself, as the actor of what it does unasked. Servers send mutations as it, and specs play them; no token says so. */
export const SYSTEM_ACTOR: Actor = { subject: SYSTEM_SUBJECT, roles: [SYSTEM_ROLE] };

/**
 * The door to the people of the demonstration: who there is, and how a script signs in as one of them. It loads nothing of the server.
 */
export { DEMO_PEOPLE } from './identity/people.ts';
export { signIn, SignInFailed } from './identity/sign-in.ts';

import { PRICING_ENGLISH } from '#pricing/client';
import { RIDES_ENGLISH } from '#rides/client';
import { SYNC_ENGLISH } from '#sync/client';
import type { Language } from '../tell.ts';

const KEPT = 'It is kept on this phone. ';

/** English, as it is spoken in Barbados. */
export const english: Language = {
  locale: 'en-BB',
  modules: [SYNC_ENGLISH, RIDES_ENGLISH, PRICING_ENGLISH],
  onThisDevice: (did) => `${did}.`,
  onAnotherDevice: (did) => `${did}, on another phone or before this app was installed anew.`,
  someAct: 'You did something',
  someCode: { reason: 'It could not be done.', next: 'Look at how things stand now, or contact us.' },
  overtook: {
    did: 'Somebody else wanted something, but what you did reached us first',
    reason: 'What you did stands.',
  },
  overdue: {
    reason: 'The time you gave is over, and no answer has come. Do not count on it.',
    next: 'Look for network: then we tell you what has become of it.',
  },
  held: {
    no_upcaster: { reason: `${KEPT}This version of the app cannot send it.`, next: 'Update the app, or save a copy.' },
    refused_by_server: { reason: `${KEPT}Bimride could not take it as it is.`, next: 'Save a copy and contact us.' },
  },
};

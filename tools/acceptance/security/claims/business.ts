import { open, shown, type Chapter } from '../claim.ts';
import * as spec from './specs.ts';

/** ASVS V2. */
export const BUSINESS: Chapter = {
  name: 'V2 Validation and business logic',
  claims: [
    shown(
      'V2.1.1',
      'It is documented what each input has to look like',
      `${spec.DOCUMENT} › describes every parameter`,
      `${spec.PLATFORM} › describe every route, who may use it, and what an error looks like`,
    ),
    open(
      'V2.1.2',
      'It is documented which inputs have to fit together',
      'Said by READMEs, codes and words of refusals; nothing holds those against the code.',
      `${spec.MOVES} › is what the decisions do: %s`,
    ),
    shown(
      'V2.1.3',
      'Limits of the business are documented',
      `${spec.PLATFORM} › describe every route, who may use it, and what an error looks like`,
      `${spec.RIDES_REST} › is described`,
    ),
    shown(
      'V2.2.1',
      'All input is validated against what is expected',
      `${spec.HTTP} › points at every place that is wrong`,
      `${spec.HTTP} › covers the query and the path`,
      `${spec.REFUSALS} › push with %s`,
      `${spec.REFUSALS} › pull with %s`,
    ),
    shown(
      'V2.2.2',
      'The server validates, whatever a client did',
      `${spec.REFUSALS} › push with %s`,
      `${spec.FARES} › cannot be talked down: a quote that the pages do not give does not count`,
    ),
    shown(
      'V2.2.3',
      'Inputs that belong together have to fit',
      `${spec.BOOK} › is refused %s, also when it is late, and for a dispatcher`,
      `${spec.PRICING_DATABASE} › %s › cash_adds_up`,
      `${spec.TARIFFS} › P14 takes two people, a date to come, and the hash of what was looked at`,
    ),
    shown(
      'V2.3.1',
      'Steps of a flow cannot be left out',
      `${spec.MOVES} › is what the decisions do: %s`,
      `${spec.RIDES_DATABASE} › hold for whoever writes, whatever they write it with`,
    ),
    shown(
      'V2.3.2',
      'Limits of the business hold',
      `${spec.START} › allows five tries, then only a new PIN helps`,
      `${spec.RIDES_REST} › allows one open ride, and says the rule’s own code`,
      `${spec.FARES} › can be run again, and refunded in part by support`,
    ),
    shown(
      'V2.3.3',
      'An operation is done as a whole or not at all',
      `${spec.COMMIT_FAULTS} › is whole or not there, and tells the truth, when any of its statements meets %j`,
    ),
    shown(
      'V2.3.4',
      'What there is once cannot be had twice',
      `${spec.RIDES_DATABASE} › one open ride per rider`,
      `${spec.RIDES_DATABASE} › one active ride per driver`,
    ),
    open(
      'V2.4.1',
      'Excessive calls are held off',
      'Requests and bytes are limited per person, and bad tokens per address; bookings that are made and cancelled are not told from others.',
      `${spec.PUSH_PULL} › is put off: a person’s pushes in flight have a limit, and what waited is decided`,
      `${spec.BOUNDS} › is put off while as many of the same person are under way as may be, and nobody else’s is`,
      `${spec.RATE_LIMITS} › has an allowance of requests, is told when to come again, and takes nothing from anybody else`,
      `${spec.RATE_LIMITS} › is put off for tokens that do not hold; people behind it, and their expired tokens, are not`,
      `${spec.REQUEST_LIMITS} › each within their own limit, meet none, in a minute or in an hour`,
      `${spec.POKE} › makes room for the newest: a phone whose old streams died unnoticed is never shut out`,
    ),
  ],
};

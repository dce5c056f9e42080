import { open, shown, type Chapter } from '../claim.ts';
import * as spec from './specs.ts';

/** ASVS V15. */
export const ARCHITECTURE: Chapter = {
  name: 'V15 Secure coding and architecture',
  claims: [
    open(
      'V15.1.1',
      'It is documented how soon parts with a flaw are replaced',
      'Versions are exact; no time is set, and nothing looks for flaws that became known.',
    ),
    open(
      'V15.1.2',
      'There is a list of all parts, from trusted sources',
      '`npm run sbom` writes it in each run of the lanes; no test looks at what it says.',
    ),
    open(
      'V15.1.3',
      'It is documented what is costly, and how it is bounded',
      'Limits are documented; what costs how much is in the benchmarks for the pipeline alone.',
      `${spec.PLATFORM} › describe every route, who may use it, and what an error looks like`,
    ),
    open('V15.2.1', 'No part is older than allowed', 'As said of V15.1.1.'),
    open(
      'V15.2.2',
      'What is costly cannot take the server down',
      'Each request is bounded, and what a person may ask for; what a route costs the road engine is not weighed.',
      `${spec.HTTP} › an answer that takes too long`,
      `${spec.BOUNDS} › is put off while as many of the same person are under way as may be, and nobody else’s is`,
      `${spec.RATE_LIMITS} › has an allowance of requests, is told when to come again, and takes nothing from anybody else`,
      `${spec.TOLD} › connections are no more than it may hold, however much is asked at once`,
      `${spec.PUSH_PULL} › is put off: a person’s pushes in flight have a limit, and what waited is decided`,
    ),
    open(
      'V15.2.3',
      'Production has nothing that it does not need',
      'Development packages stay away (docs/deployment.md, `npm ci --omit=dev`); the build still has demo and simulators beside the server, which nothing there starts.',
      `${spec.ISSUER} › refuses to exist in production`,
    ),
    shown(
      'V15.3.1',
      'An answer has the fields that it needs',
      `${spec.RIDES_REST} › at all of them is for staff, with filters, and without the PIN`,
      `${spec.RIDE_VIEWS} › by its driver has no rider in it, but a pseudonym that is another one on another ride`,
    ),
    shown(
      'V15.3.2',
      'The server follows no redirect',
      `${spec.ISSUER_KEYS} › are not fetched from where a redirect leads`,
    ),
    shown(
      'V15.3.3',
      'Nobody writes fields that are not meant to be written',
      `${spec.REFUSALS} › push with %s › a field of a mutation that nobody knows`,
      `${spec.HTTP} › points at every place that is wrong`,
      `${spec.REGISTRY} › that %s is at fault`,
    ),
    shown(
      'V15.3.4',
      'The caller’s address is known truly',
      `${spec.RATE_LIMITS} › is the one that a trusted proxy names, and no other that a caller makes up`,
      `${spec.REQUEST_LIMITS} › each within their own limit, meet none, in a minute or in an hour`,
      `${spec.RATE_LIMITS} › is put off for tokens that do not hold; people behind it, and their expired tokens, are not`,
    ),
    shown(
      'V15.3.5',
      'Types are checked',
      `${spec.REFUSALS} › push with %s › an id of text`,
      `${spec.REFUSALS} › pull with %s › a cookie of text`,
      `${spec.LINT} › have a planted violation of %s › no-unsafe-assignment`,
    ),
    shown(
      'V15.3.6',
      'Prototypes cannot be polluted',
      `${spec.HTTP} › is refused as %s: %# › json_forbidden_key`,
      `${spec.SIGN_IN} › lets a person cancel, and takes no names it did not offer`,
      `${spec.PERMISSIONS} › leave out %j › __proto__`,
    ),
    shown(
      'V15.3.7',
      'A parameter given twice is refused',
      `${spec.HTTP} › covers the query and the path`,
      `${spec.HTTP} › is refused as %s: %# › json_duplicate_key`,
    ),
  ],
};

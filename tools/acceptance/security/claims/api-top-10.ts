import { open, shown, type Chapter } from '../claim.ts';
import * as spec from './specs.ts';

/** OWASP API Security Top 10, 2023: each risk, and what stands against it. */
export const API_TOP_10: Chapter = {
  name: 'API Top 10',
  claims: [
    shown(
      'API1:2023',
      'Nobody reaches another person’s object by its id',
      `${spec.PUSH_PULL} › is not found: their group, and their stream in a group of one’s own`,
      `${spec.RIDES_REST} › at one ride is for its parties`,
      `${spec.FARES} › P13 has a receipt, as JSON and as a page to print, for its rider and its driver and nobody else`,
      `${spec.INSTALL} › is not to be had by push or by REST: its own person gets the credential, and can take it out of service`,
    ),
    shown(
      'API2:2023',
      'Authentication cannot be forged or left out',
      `${spec.TOKEN} › refuses a token %s with %s`,
      `${spec.REFUSALS} › a token that is no good`,
      `${spec.MATRIX} › asks strangers for a token, unless it is public`,
    ),
    shown(
      'API3:2023',
      'Nobody reads or writes a field that is not theirs',
      `${spec.RIDE_VIEWS} › by dispatch has nothing of the PIN`,
      `${spec.HIDDEN} › a booking, as staff see it`,
      `${spec.REFUSALS} › push with %s › a field of a mutation that nobody knows`,
    ),
    open(
      'API4:2023',
      'Nobody uses up the server or what it pays for',
      'Requests and bytes are limited per person, in the memory of each process, and rows in the database; what a route costs the road engine is not weighed.',
      `${spec.ROOM} › never passes its limit, however much comes at once; what finds no room is told to come again`,
      `${spec.GROWTH} › is said of all that there are, and of no other`,
      `${spec.REQUEST_LIMITS} › each within their own limit, meet none, in a minute or in an hour`,
      `${spec.PUSH_PULL} › is put off: a person’s pushes in flight have a limit, and what waited is decided`,
      `${spec.BOUNDS} › is put off while as many of the same person are under way as may be, and nobody else’s is`,
      `${spec.BOUNDS} › ends its page with the row that reaches its bytes, and the pages together hold every row once`,
      `${spec.RATE_LIMITS} › has an allowance of requests, is told when to come again, and takes nothing from anybody else`,
      `${spec.HTTP} › is not inflated beyond the limit: a bomb of %s`,
      `${spec.HTTP} › an answer that takes too long`,
      `${spec.TOLD} › connections are no more than it may hold, however much is asked at once`,
    ),
    shown(
      'API5:2023',
      'Nobody uses a function that their role does not give them',
      `${spec.MATRIX} › opens to %s as the table says`,
      `${spec.ACCESS} › that declare nothing keep the application from starting`,
    ),
    open(
      'API6:2023',
      'A business flow cannot be automated to the harm of others',
      'A rider has one open ride, but may book and cancel again and again.',
      `${spec.RIDES_REST} › allows one open ride, and says the rule’s own code`,
    ),
    shown(
      'API7:2023',
      'The server fetches nothing that a caller names',
      `${spec.TOKEN} › asks nobody for keys on behalf of a token that brings its own`,
    ),
    open(
      'API8:2023',
      'Nothing is configured carelessly',
      'How the machines in front of and around the server are set up is not described: TLS, the network, who reads the log.',
      `${spec.CONFIG} › do not fall back for %s`,
      `${spec.CONFIG} › the embedded issuer`,
      `${spec.HTTP} › carries the security headers: %s`,
      `${spec.PLATFORM} › lets only the pages in that it was told of`,
    ),
    shown(
      'API9:2023',
      'Every route is known, described and meant',
      `${spec.MATRIX} › grants what was reviewed, and nothing else`,
      `${spec.DOCUMENT} › has no error and no warning for redocly`,
    ),
    shown(
      'API10:2023',
      'What other services say is not believed blindly',
      `${spec.ISSUER_KEYS} › are refused from an issuer that calls itself otherwise`,
      `${spec.ISSUER_KEYS} › are not fetched from where a redirect leads`,
      `${spec.SMS} › is refused when changed, of a stranger, of another stream, or no SMS of ours`,
    ),
  ],
};

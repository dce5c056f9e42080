import { notHere, shown, type Chapter } from '../claim.ts';
import * as spec from './specs.ts';

const TOKENS = `${spec.TOKEN} › refuses a token %s with %s` as const;

/** ASVS V8. */
export const AUTHORIZATION: Chapter = {
  name: 'V8 Authorization',
  claims: [
    shown(
      'V8.1.1',
      'It is documented who may do what, and to what',
      `${spec.MATRIX} › grants what was reviewed, and nothing else`,
      `${spec.PLATFORM} › describe every route, who may use it, and what an error looks like`,
    ),
    shown(
      'V8.1.2',
      'It is documented who may see and change which field',
      `${spec.FIELDS} › has one rule for each field`,
      `${spec.HIDDEN} › %s declares how sensitive each part of its arguments and events is`,
    ),
    shown(
      'V8.2.1',
      'Functions are for those who have the permission',
      `${spec.MATRIX} › opens to %s as the table says`,
      `${spec.PERMISSIONS} › grants each permission to somebody, but besides sync:use and the map none to everybody`,
      `${spec.REFUSALS} › %s › one that says it is the server itself`,
    ),
    shown(
      'V8.2.2',
      'Data are for those whose they are',
      `${spec.RIDES_REST} › at one ride is for its parties`,
      `${spec.RIDES_REST} › of somebody else’s ride finds none, exactly like one that is not there`,
      `${spec.PUSH_PULL} › is not found: their group, and their stream in a group of one’s own`,
      `${spec.PIPELINE} › takes rows away from a scope that no longer sees them, and gives them back`,
    ),
    shown(
      'V8.2.3',
      'Fields are for those who may see or change them',
      `${spec.RIDE_VIEWS} › by its driver has the PIN’s hash from their yes until the rider is in the car`,
      `${spec.RIDE_VIEWS} › by dispatch has nothing of the PIN`,
      `${spec.HIDDEN} › leaves secrets of a row out of what many people see`,
      `${spec.REGISTRY} › sees of another module’s row what that one publishes, and nothing else of it`,
    ),
    shown(
      'V8.3.1',
      'The server decides, and no client',
      `${spec.ACCESS} › stay shut if the check in front of them is left out`,
      `${spec.FARES} › is paid to the driver who drove, and to nobody else`,
    ),
    notHere(
      'V8.4.1',
      'Tenants cannot reach each other',
      'There is one tenant to a database; another market is another database.',
    ),
  ],
};

/** ASVS V9. */
export const TOKENS_OF_THEIR_OWN: Chapter = {
  name: 'V9 Self-contained tokens',
  claims: [
    shown(
      'V9.1.1',
      'The signature comes before the contents',
      `${TOKENS} › changed after signing`,
      `${TOKENS} › forged for our issuer`,
      `${spec.PAGE_SIGNER} › is refused with any one character changed`,
    ),
    shown(
      'V9.1.2',
      'Algorithms are ours to choose, and none is "none"',
      `${TOKENS} › unsigned`,
      `${TOKENS} › signed with the public key as a secret`,
      `${spec.PAGE_SIGNER} › is not mistaken for a token, nor a token for it: the type is part of what is signed`,
    ),
    shown(
      'V9.1.3',
      'Keys come from where they are expected',
      `${TOKENS} › signed with a key of its own header`,
      `${spec.TOKEN} › asks nobody for keys on behalf of a token that brings its own`,
    ),
    shown(
      'V9.2.1',
      'Times of validity are kept to',
      `${TOKENS} › expired`,
      `${TOKENS} › not valid yet`,
      `${spec.PAGE_SIGNER} › is refused when it is not valid yet, and from the moment it is no longer`,
    ),
    shown(
      'V9.2.2',
      'A token of another type is refused',
      `${TOKENS} › of type JWT`,
      `${spec.REFUSALS} › %s › an identity token`,
      `${spec.CREDENTIAL} › is refused when it was changed, is no credential, or is of another key`,
    ),
    shown(
      'V9.2.3',
      'A token for another service is refused',
      `${TOKENS} › for another audience`,
      `${TOKENS} › without audience`,
    ),
    shown(
      'V9.2.4',
      'Issued tokens name whom they are for',
      `${spec.SIGN_IN} › gives short-lived ES256 access tokens of the standard form`,
      `${spec.CREDENTIAL} › is believed on the install it was issued to, and on no other`,
    ),
  ],
};

import { errors } from 'jose';

/** Why a request is not authenticated. Names are stable: clients switch on them. */
export type TokenRefusalCode =
  | 'token_missing'
  | 'token_scheme_wrong'
  | 'token_malformed'
  | 'token_algorithm_refused'
  | 'token_type_wrong'
  | 'token_issuer_wrong'
  | 'token_key_unknown'
  | 'token_signature_invalid'
  | 'token_audience_wrong'
  | 'token_expired'
  | 'token_not_yet_valid'
  | 'token_claims_invalid';

/** One sentence per code for the problem document: what is wrong, never what the token holds. */
export const TOKEN_REFUSALS: Readonly<Record<TokenRefusalCode, string>> = {
  token_missing: 'This needs an access token in the header "Authorization: Bearer <token>".',
  token_scheme_wrong: 'The header "Authorization" names another scheme: this needs "Authorization: Bearer <token>".',
  token_malformed: 'The access token is not a signed JSON Web Token.',
  token_algorithm_refused: 'The access token is signed with an algorithm that is not accepted here, or not signed.',
  token_type_wrong: 'The token is not an access token.',
  token_issuer_wrong: 'The access token comes from another issuer.',
  token_key_unknown: 'The access token is signed with a key that the issuer does not publish.',
  token_signature_invalid: 'The signature of the access token does not match.',
  token_audience_wrong: 'The access token is meant for another service.',
  token_expired: 'The access token has expired.',
  token_not_yet_valid: 'The access token is not valid yet: it begins, or says that it was issued, ahead of our clock.',
  token_claims_invalid: 'The access token lacks a required claim, or carries one in the wrong form.',
};

const CLAIM_REFUSALS: Readonly<Record<string, TokenRefusalCode>> = {
  iss: 'token_issuer_wrong',
  aud: 'token_audience_wrong',
  typ: 'token_type_wrong',
};

/** The code for what `jose` found wrong with a token; undefined if the error says nothing about the token. */
export function refusalOf(error: unknown): TokenRefusalCode | undefined {
  if (error instanceof errors.JWTExpired) return 'token_expired';
  if (error instanceof errors.JWTClaimValidationFailed) return claimRefusal(error);
  if (error instanceof errors.JOSEAlgNotAllowed) return 'token_algorithm_refused';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'token_signature_invalid';
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
    return 'token_key_unknown';
  }
  const aboutTheToken = [errors.JWSInvalid, errors.JWTInvalid, errors.JOSENotSupported];
  return aboutTheToken.some((kind) => error instanceof kind) ? 'token_malformed' : undefined;
}

function claimRefusal(error: errors.JWTClaimValidationFailed): TokenRefusalCode {
  if (error.claim === 'nbf' && error.reason === 'check_failed') return 'token_not_yet_valid';
  return CLAIM_REFUSALS[error.claim] ?? 'token_claims_invalid';
}

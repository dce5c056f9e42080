const BY_STATUS: Readonly<Record<number, string>> = {
  401: 'Key Vault does not accept our token',
  403: 'Key Vault does not let this identity read it',
  404: 'Key Vault has no secret of that name',
  429: 'Key Vault gets too many requests',
};

const CAUSES_MAX = 5;

/** Names of what the Azure client throws when it cannot tell the vault who we are. */
const CREDENTIAL_ERRORS: ReadonlySet<string> = new Set([
  'CredentialUnavailableError',
  'AuthenticationError',
  'AuthenticationRequiredError',
  'AggregateAuthenticationError',
]);
/** What Microsoft's identity platform calls a fault, such as AADSTS70021. */
const AADSTS = /\bAADSTS\d+/;

/** Why Key Vault did not give a secret, for an operator. Never tells its value, and of an answer no more than its status. */
export function keyVaultTrouble(error: unknown): string {
  const causes = causesOf(error);
  const stranger = causes.find(({ name }) => CREDENTIAL_ERRORS.has(name));
  if (stranger) return `Azure does not know who we are (${AADSTS.exec(stranger.message)?.[0] ?? stranger.name})`;
  const status = causes.map((cause) => (cause as { statusCode?: unknown }).statusCode).find(Number.isInteger);
  if (typeof status === 'number') return BY_STATUS[status] ?? `Key Vault answers ${status}`;
  if (causes.some(({ name }) => name === 'AbortError' || name === 'TimeoutError'))
    return 'Key Vault does not answer in time';
  const code = causes.map((cause) => (cause as NodeJS.ErrnoException).code).findLast((one) => typeof one === 'string');
  return `Key Vault cannot be reached (${code ?? causes.at(-1)?.name ?? 'unknown'})`;
}

function causesOf(error: unknown): readonly Error[] {
  const causes: Error[] = [];
  for (let at = error; at instanceof Error && causes.length < CAUSES_MAX; at = at.cause) causes.push(at);
  return causes;
}

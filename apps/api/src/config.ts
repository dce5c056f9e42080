import type { ModuleDefinition } from '#sync/client';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { ConfigProblem } from './config-problem.ts';
import { HTTP_LIMITS } from './http/limits.ts';
import { declaredSettings, ModuleSettings } from './module-settings.ts';

/** What a process may do; see `BIMRIDE_ROLES`. */
export const PROCESS_ROLES = ['http', 'consumers', 'schedule'] as const;
export type ProcessRole = (typeof PROCESS_ROLES)[number];

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** The settings of one process, complete and checked. Built once, before anything else; nothing else reads the environment. */
export interface Config {
  readonly environment: 'development' | 'production';
  readonly port: number;
  readonly managementPort: number;
  readonly bindHost: string;
  /** The address of the management port: the machine itself, unless said otherwise. */
  readonly managementHost: string;
  /** Where people and phones find this server; undefined means http://localhost and the port in use. */
  readonly publicUrl: string | undefined;
  /** Undefined: an embedded PostgreSQL under `dataDir`. */
  readonly databaseUrl: string | undefined;
  /** Connections to the database that this process may hold, all together. */
  readonly databaseConnectionsMax: number;
  /** Undefined: the embedded identity provider. */
  readonly oidcIssuer: string | undefined;
  readonly oidcAudience: string;
  /** The `typ` header of access tokens: at+jwt (RFC 9068), or JWT where the issuer does not say (Entra ID). */
  readonly oidcTokenType: string;
  /** The claim with the roles, or the way to it through nested claims. */
  readonly oidcRolesClaim: string;
  /** Undefined: secrets generated under `dataDir`. */
  readonly keyVaultUri: string | undefined;
  /** Absolute. */
  readonly dataDir: string;
  /** What modules let an operator choose. */
  readonly ofModules: ModuleSettings;
  readonly processRoles: ReadonlySet<ProcessRole>;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** How much people, and addresses without a token, may ask for. */
  readonly requestLimits: { readonly personPointsPerMinute: number; readonly strangerPointsPerMinute: number };
  readonly corsOrigins: readonly string[];
  /** Proxies before this process, by address or network: whom they speak for is believed (`X-Forwarded-For`). */
  readonly trustedProxies: readonly string[];
  /** Run pending migrations at start. Otherwise production refuses to start while there are any. */
  readonly migrate: boolean;
  /** How long a shutdown waits for requests in flight. */
  readonly shutdownDeadlineMs: number;
}

/** The settings cannot be used; nothing was started. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(['Bimride cannot start with these settings:', ...problems.map(line)].join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const line = ({ variable, problem }: ConfigProblem): string => `  ${variable}: ${problem}`;

const PORT = 3000;
const MANAGEMENT_PORT = 9464;
const PORT_MAX = 65_535;
const CONNECTIONS_MAX = 500;
const SHUTDOWN_SECONDS_MAX = 300;
const POINTS_MAX = 100_000_000;

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`);

const urlOf = (schemes: readonly string[]) =>
  z.string().refine((text) => schemes.includes(URL.parse(text)?.protocol ?? ''), {
    error: `must be a URL that begins with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`,
    abort: true,
  });

// Clients of libpq take several hosts, with commas between; ours does not.
const oneDatabase = z
  .string()
  .refine((text) => !/^\w+:\/\/[^/?#]*,/.test(text), { error: 'must name one host, not several', abort: true })
  .pipe(urlOf(['postgres:', 'postgresql:']));

const commaSeparated = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

const NETWORK_BITS_MAX = { 4: 32, 6: 128 } as const;

/** `10.0.0.1`, `10.0.0.0/8`, `fd00::/8`. */
const network = z.string().refine((text) => {
  const [address = '', bits] = text.split('/');
  const kind = isIP(address) as 0 | 4 | 6;
  if (kind === 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= NETWORK_BITS_MAX[kind]);
}, 'must list addresses or networks such as 10.0.0.0/8');

const origin = z
  .string()
  .refine(
    (text) => URL.parse(text)?.origin === text,
    'must list origins such as https://app.example.com, without a path',
  );

const flag = z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true');

/** Every variable of the application itself, with what it must look like. Modules declare their own. */
export const environmentSchema = z.object({
  NODE_ENV: z
    .enum(['development', 'production', 'test'], 'must be development, test or production')
    .default('development'),
  PORT: wholeNumber(0, PORT_MAX).optional(),
  DATABASE_URL: oneDatabase.optional(),
  OIDC_ISSUER: urlOf(['https:', 'http:']).optional(),
  OIDC_AUDIENCE: z.string().default('bimride-api'),
  OIDC_TOKEN_TYPE: z.string().default('at+jwt'),
  OIDC_ROLES_CLAIM: z.string().default('roles'),
  KEY_VAULT_URI: urlOf(['https:']).optional(),
  BIMRIDE_MANAGEMENT_PORT: wholeNumber(0, PORT_MAX).optional(),
  BIMRIDE_BIND_HOST: z.string().optional(),
  BIMRIDE_MANAGEMENT_HOST: z.string().optional(),
  BIMRIDE_DEMO_PEOPLE_FOR_ALL: flag.optional(),
  BIMRIDE_PUBLIC_URL: urlOf(['https:', 'http:']).optional(),
  BIMRIDE_DATA_DIR: z.string().default('.data'),
  BIMRIDE_DATABASE_CONNECTIONS: wholeNumber(1, CONNECTIONS_MAX).default(34),
  BIMRIDE_ROLES: commaSeparated
    .pipe(z.array(z.enum(PROCESS_ROLES, `must be a list of ${PROCESS_ROLES.join(', ')}`)).min(1))
    .default([...PROCESS_ROLES]),
  BIMRIDE_LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  BIMRIDE_CORS_ORIGINS: commaSeparated.pipe(z.array(origin)).default([]),
  BIMRIDE_TRUSTED_PROXIES: commaSeparated.pipe(z.array(network)).default([]),
  BIMRIDE_PERSON_POINTS_PER_MINUTE: wholeNumber(1, POINTS_MAX).default(HTTP_LIMITS.personPointsPerMinute),
  BIMRIDE_STRANGER_POINTS_PER_MINUTE: wholeNumber(1, POINTS_MAX).default(HTTP_LIMITS.strangerPointsPerMinute),
  BIMRIDE_MIGRATE: flag.optional(),
  BIMRIDE_SHUTDOWN_SECONDS: wholeNumber(1, SHUTDOWN_SECONDS_MAX).default(20),
});

type Environment = z.infer<typeof environmentSchema>;

/** What settings are for: a server, or a command that works with its database alone and needs no more of them. */
export type Purpose = 'server' | 'database';

/** A variable of the application itself. */
export type SettingName = keyof Environment;

/**
 * Turns the environment into the settings of the application and of these modules.
 * @throws ConfigError naming every variable that is wrong, unknown (`BIMRIDE_*`) or, in production, missing
 * @throws Error when two declare one variable
 */
export function parseConfig(
  env: Readonly<Record<string, string | undefined>>,
  purpose: Purpose = 'server',
  modules: readonly ModuleDefinition[] = [],
): Config {
  const declared = declaredSettings(modules, Object.keys(environmentSchema.shape));
  // An empty variable is what compose files and pipelines leave behind for "not set".
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environmentSchema.safeParse(given);
  const wrong = parsed.success ? [] : parsed.error.issues.map(toProblem);
  const missing = parsed.success ? missingFor(purpose, parsed.data) : [];
  const ofModules = ModuleSettings.read(declared, given);
  const problems = [...unknownVariables(given, [...declared.keys()]), ...wrong, ...missing, ...ofModules.problems];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return toConfig(parsed.data, ofModules.settings);
}

function toProblem({ path, message }: z.core.$ZodIssue): ConfigProblem {
  return { variable: String(path[0]), problem: message };
}

function unknownVariables(
  given: Readonly<Record<string, unknown>>,
  ofModules: readonly string[],
): readonly ConfigProblem[] {
  const known = [...Object.keys(environmentSchema.shape), ...ofModules];
  const listed = known.filter((name) => name.startsWith('BIMRIDE_')).join(', ');
  return Object.keys(given)
    .filter((name) => name.startsWith('BIMRIDE_') && !known.includes(name))
    .map((variable) => ({ variable, problem: `is not a setting of Bimride. Known are ${listed}.` }));
}

function missingFor(purpose: Purpose, env: Environment): readonly ConfigProblem[] {
  const missing = missingInProduction(env, purpose === 'server' ? ALL_NEEDED : neededFor(env));
  return [
    ...missing,
    ...unsaidTls(env),
    ...(purpose === 'server' ? [...insecureInProduction(env), ...openToStrangers(env)] : []),
  ];
}

/** Why what development brings along does not do in production. */
const NEEDED = {
  DATABASE_URL: 'the embedded database is for development',
  OIDC_ISSUER: 'the embedded identity provider, with its demo people, is for development',
  KEY_VAULT_URI: 'generated secrets are for development',
  BIMRIDE_PUBLIC_URL: 'localhost is for development',
} as const;
type Needed = keyof typeof NEEDED;
const ALL_NEEDED = Object.keys(NEEDED) as Needed[];

/** For the database alone: the vault only where the password is in it. */
function neededFor({ DATABASE_URL: url }: Environment): readonly Needed[] {
  return url !== undefined && hasNoPassword(url) ? ['DATABASE_URL', 'KEY_VAULT_URI'] : ['DATABASE_URL'];
}

const hasNoPassword = (url: string): boolean => new URL(url).password === '';

/** True when the password of the database comes from the secrets and not from `DATABASE_URL`. */
export const needsPassword = ({ databaseUrl }: Pick<Config, 'databaseUrl'>): boolean =>
  databaseUrl !== undefined && hasNoPassword(databaseUrl);

function missingInProduction(env: Environment, needed: readonly Needed[]): readonly ConfigProblem[] {
  if (env.NODE_ENV !== 'production') return [];
  return needed
    .filter((name) => env[name] === undefined)
    .map((variable) => ({ variable, problem: `must be set in production: ${NEEDED[variable]}.` }));
}

const LOOPBACK = '127.0.0.1';
const LOOPBACK_HOSTS = [LOOPBACK, 'localhost', '::1', '[::1]'];

function bindHostOf({ NODE_ENV, BIMRIDE_BIND_HOST }: Environment): string {
  return BIMRIDE_BIND_HOST ?? (NODE_ENV === 'production' ? '0.0.0.0' : LOOPBACK);
}

/**
 * The embedded issuer signs anybody in as anybody, an administrator too: it may be reached from this machine alone, and may
 * let nobody into a database of another.
 */
function openToStrangers(env: Environment): readonly ConfigProblem[] {
  if (env.NODE_ENV === 'production' || env.OIDC_ISSUER !== undefined || env.BIMRIDE_DEMO_PEOPLE_FOR_ALL) return [];
  const problem =
    'would let strangers in: without OIDC_ISSUER anybody who reaches this server can sign in as anybody. ' +
    'Set OIDC_ISSUER, or BIMRIDE_DEMO_PEOPLE_FOR_ALL=true if that is what you want.';
  return [
    ...(LOOPBACK_HOSTS.includes(bindHostOf(env)) ? [] : [{ variable: 'BIMRIDE_BIND_HOST', problem }]),
    ...(isDatabaseHere(env) ? [] : [{ variable: 'DATABASE_URL', problem }]),
  ];
}

/** Where the database is: `?host=` of the URL counts more than what stands before it. */
function databaseHosts({ DATABASE_URL: text }: Environment): readonly string[] {
  if (text === undefined) return [];
  const url = new URL(text);
  return [url.hostname, ...url.searchParams.getAll('host')];
}

const isDatabaseHere = (env: Environment): boolean =>
  databaseHosts(env).every((host) => host === '' || host.startsWith('/') || LOOPBACK_HOSTS.includes(host));

/** Without `sslmode` everything goes to the database in clear text. Whoever wants that says so. */
function unsaidTls(env: Environment): readonly ConfigProblem[] {
  if (env.NODE_ENV !== 'production' || env.DATABASE_URL === undefined || isDatabaseHere(env)) return [];
  if (new URL(env.DATABASE_URL).searchParams.has('sslmode')) return [];
  const problem =
    'must say sslmode=verify-full in production (with NODE_EXTRA_CA_CERTS for a private authority), or sslmode=disable where the network itself is trusted.';
  return [{ variable: 'DATABASE_URL', problem }];
}

function insecureInProduction(env: Environment): readonly ConfigProblem[] {
  if (env.NODE_ENV !== 'production') return [];
  return (['OIDC_ISSUER', 'BIMRIDE_PUBLIC_URL'] as const)
    .filter((name) => env[name]?.startsWith('http:') === true)
    .map((variable) => ({ variable, problem: 'must begin with https:// in production.' }));
}

/** A second server on a developer's machine is told its `PORT` and nothing else. Those who watch production look where they always do. */
function managementPortOf({ NODE_ENV, PORT: port, BIMRIDE_MANAGEMENT_PORT: wanted }: Environment): number {
  return wanted ?? (port === undefined || NODE_ENV === 'production' ? MANAGEMENT_PORT : 0);
}

function toConfig(env: Environment, ofModules: ModuleSettings): Config {
  const production = env.NODE_ENV === 'production';
  return {
    environment: production ? 'production' : 'development',
    port: env.PORT ?? PORT,
    managementPort: managementPortOf(env),
    bindHost: bindHostOf(env),
    managementHost: env.BIMRIDE_MANAGEMENT_HOST ?? LOOPBACK,
    publicUrl: env.BIMRIDE_PUBLIC_URL?.replace(/\/+$/, ''),
    databaseUrl: env.DATABASE_URL,
    databaseConnectionsMax: env.BIMRIDE_DATABASE_CONNECTIONS,
    oidcIssuer: env.OIDC_ISSUER,
    oidcAudience: env.OIDC_AUDIENCE,
    oidcTokenType: env.OIDC_TOKEN_TYPE,
    oidcRolesClaim: env.OIDC_ROLES_CLAIM,
    keyVaultUri: env.KEY_VAULT_URI,
    // Programs that are started from here have other working directories.
    dataDir: resolve(env.BIMRIDE_DATA_DIR),
    ofModules,
    processRoles: new Set(env.BIMRIDE_ROLES),
    logLevel: env.BIMRIDE_LOG_LEVEL,
    requestLimits: {
      personPointsPerMinute: env.BIMRIDE_PERSON_POINTS_PER_MINUTE,
      strangerPointsPerMinute: env.BIMRIDE_STRANGER_POINTS_PER_MINUTE,
    },
    corsOrigins: env.BIMRIDE_CORS_ORIGINS,
    trustedProxies: env.BIMRIDE_TRUSTED_PROXIES,
    migrate: env.BIMRIDE_MIGRATE ?? !production,
    shutdownDeadlineMs: env.BIMRIDE_SHUTDOWN_SECONDS * 1000,
  };
}

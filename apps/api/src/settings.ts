/** What each setting means, for the page about them and for `npm start -- --help`. What it may be, and its default, are read off its schema. */
import type { z } from 'zod';
import type { ModuleDefinition, SettingDefinition } from '#sync/client';
import { ConfigError, environmentSchema, parseConfig, type SettingName } from './config.ts';

/** What the schema of a setting cannot say. */
interface SettingText {
  readonly meaning: string;
  readonly unit?: string;
  /** Where the default is no constant. */
  readonly byDefault?: string;
  readonly inProduction?: string;
}

const TEXTS: Readonly<Record<SettingName, SettingText>> = {
  NODE_ENV: { meaning: 'Production refuses what is for development: see the last column' },
  PORT: { meaning: 'Where people and phones reach the API; 0 takes any free one', unit: 'TCP port', byDefault: '3000' },
  DATABASE_URL: {
    meaning: 'PostgreSQL',
    byDefault: 'an embedded one in `BIMRIDE_DATA_DIR`',
    inProduction: 'A password that is not in it comes from the vault',
  },
  OIDC_ISSUER: { meaning: 'Whose tokens are trusted', byDefault: 'an embedded one, with demo people' },
  OIDC_AUDIENCE: { meaning: 'For whom tokens must be (`aud`)' },
  OIDC_TOKEN_TYPE: {
    meaning: 'The `typ` of access tokens: `at+jwt` (RFC 9068), or `JWT` where the issuer does not say',
  },
  OIDC_ROLES_CLAIM: {
    meaning:
      'The claim with the roles, a list or a text; dots lead into nested claims: `realm_access.roles` (Keycloak)',
  },
  KEY_VAULT_URI: {
    meaning: 'The Azure Key Vault with the secrets',
    byDefault: 'secrets are made in `BIMRIDE_DATA_DIR`',
  },
  BIMRIDE_MANAGEMENT_PORT: {
    meaning: 'Metrics and health, for operators; 0 takes any free one',
    unit: 'TCP port',
    byDefault: '9464; any free one in development when `PORT` is set',
    inProduction: 'Always 9464 unless set',
  },
  BIMRIDE_BIND_HOST: {
    meaning: 'The address that `PORT` is opened on',
    byDefault: '127.0.0.1',
    inProduction: 'By default 0.0.0.0',
  },
  BIMRIDE_MANAGEMENT_HOST: {
    meaning: 'The address that `BIMRIDE_MANAGEMENT_PORT` is opened on',
    byDefault: '127.0.0.1',
  },
  BIMRIDE_DEMO_PEOPLE_FOR_ALL: {
    meaning: 'Let the embedded issuer sign in whoever reaches this server, or into a database of another machine',
    byDefault: 'false',
  },
  BIMRIDE_PUBLIC_URL: {
    meaning: 'Where people and phones find this server, as they write it',
    byDefault: 'http://localhost and the port',
  },
  BIMRIDE_DATA_DIR: { meaning: 'The folder for what is embedded: database, secrets, roads' },
  BIMRIDE_DATABASE_CONNECTIONS: {
    meaning: 'How many connections to the database this process holds at most',
    unit: 'connections',
  },
  BIMRIDE_ROLES: { meaning: 'What this process does' },
  BIMRIDE_LOG_LEVEL: { meaning: 'What is logged' },
  BIMRIDE_CORS_ORIGINS: {
    meaning: 'Which pages of other origins may call the API, with commas between',
    byDefault: 'none',
  },
  BIMRIDE_TRUSTED_PROXIES: {
    meaning:
      'Which proxies before this process are believed whom they speak for (`X-Forwarded-For`) and what they name a request (`X-Request-Id`, `traceparent`), with commas between',
    byDefault: 'none',
    inProduction:
      'Set it behind a proxy: strangers are limited by address, and without it all of them have the proxy’s',
  },
  BIMRIDE_PERSON_POINTS_PER_MINUTE: {
    meaning:
      'How much a person may ask for: a request is a point, and so is each KiB sent (decompressed, taken or not) and each 16 KiB fetched; what five minutes bring may be used at once',
    unit: 'points a minute',
  },
  BIMRIDE_STRANGER_POINTS_PER_MINUTE: {
    meaning:
      'The same for one address, of requests whose token is missing or does not hold, and of signing in; what is open to everybody is not counted',
    unit: 'points a minute',
  },
  BIMRIDE_MIGRATE: {
    meaning: 'Run pending migrations at start; otherwise refuse to start while there are any',
    byDefault: 'true',
    inProduction: 'By default false: run `npm run migrate` before',
  },
  BIMRIDE_SHUTDOWN_SECONDS: { meaning: 'How long a shutdown waits for requests in flight', unit: 'seconds' },
};

/** One setting, in words. */
export interface Setting {
  readonly name: string;
  readonly meaning: string;
  /** What it may be; null: any text. */
  readonly form: string | null;
  readonly unit: string | null;
  readonly byDefault: string;
  /** What is different in production; null: nothing. */
  readonly inProduction: string | null;
}

// No setting may hold it: what the schema says of it is what a setting must be.
const IMPOSSIBLE = '\0';

/** All settings: the application's own, in the order of their schema, and those of these modules. */
export function settings(modules: readonly ModuleDefinition[]): readonly Setting[] {
  const rules = productionRules();
  const own = (Object.keys(environmentSchema.shape) as SettingName[]).map((name): Setting => {
    const { meaning, unit, byDefault, inProduction } = TEXTS[name];
    const rule = [...(rules.get(name) ?? []), ...(inProduction === undefined ? [] : [inProduction])].join('. ');
    return {
      name,
      meaning,
      unit: unit ?? null,
      form: formOf(environmentSchema.shape[name]),
      byDefault: byDefault ?? defaultOf(name),
      inProduction: rule === '' ? null : rule,
    };
  });
  return [...own, ...modules.flatMap(({ configuration }) => Object.values(configuration).map(inWords))];
}

function inWords({ name, meaning, form, byDefault, unit, inProduction }: SettingDefinition): Setting {
  return {
    name,
    meaning,
    unit: unit ?? null,
    form,
    byDefault: String(byDefault),
    inProduction: inProduction ? capital(inProduction.rule) : null,
  };
}

function formOf(schema: z.ZodType): string | null {
  const said = schema.safeParse(IMPOSSIBLE).error?.issues[0]?.message;
  return said?.replace(/^must (?:be )?/, '') ?? null;
}

function defaultOf(name: SettingName): string {
  const value = environmentSchema.shape[name].parse(undefined);
  return value === undefined ? 'none' : String(value);
}

/** What production demands, as it says so itself: of nothing at all, and of addresses without TLS. */
function productionRules(): ReadonlyMap<string, readonly string[]> {
  const open = Object.fromEntries(
    Object.keys(environmentSchema.shape)
      .filter((name) => /ISSUER|_URL$/.test(name))
      .map((name) => [name, name === 'DATABASE_URL' ? 'postgres://db/x' : 'http://x']),
  );
  const problems = [{}, open].flatMap((env) => problemsOf({ NODE_ENV: 'production', ...env }));
  const byName = Map.groupBy(problems, ({ variable }) => variable);
  return new Map(
    [...byName].map(([name, all]) => [
      name,
      [...new Set(all.map(({ problem }) => capital(problem).replace(/\.$/, '')))],
    ]),
  );
}

function problemsOf(env: Readonly<Record<string, string>>): ConfigError['problems'] {
  try {
    parseConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The settings as a terminal shows them. */
export function settingsHelp(modules: readonly ModuleDefinition[]): string {
  const parts = settings(modules).map(({ name, meaning, form, unit, byDefault, inProduction }) => {
    const facts = [form, unit, `default: ${byDefault}`, inProduction && `production: ${inProduction}`].filter(Boolean);
    return `  ${name}\n      ${meaning}\n      ${facts.join(' · ')}\n`;
  });
  return parts.join('').replaceAll('`', '');
}

import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where secrets come from. Names are lower case with dashes, as Key Vault wants them. */
export abstract class Secrets {
  /**
   * The secret's present value. Ask each time it is used: it may have been rotated.
   * @throws SecretUnavailable
   */
  abstract get(name: string): Promise<string>;

  /** Like `get`, for secrets that are more than random text (key pairs). Only where secrets are generated is `make` ever used. */
  getOrMake(name: string, _make: () => Promise<string>): Promise<string> {
    return this.get(name);
  }

  /** The present value was refused somewhere: asks for it anew, where it comes from elsewhere. @throws SecretUnavailable */
  renew(name: string): Promise<string> {
    return this.get(name);
  }

  /** Stops whatever keeps the secrets fresh. */
  abstract close(): Promise<void>;
}

/** A secret is missing, or too old to be trusted. Never carries a value. */
export class SecretUnavailable extends Error {
  readonly secret: string;

  constructor(secret: string, reason: string, options?: ErrorOptions) {
    super(`The secret "${secret}" is not available: ${reason}.`, options);
    this.name = 'SecretUnavailable';
    this.secret = secret;
  }
}

/** Some secrets are missing: one line for each. */
export class SecretsUnavailable extends Error {
  override readonly name = 'SecretsUnavailable';

  constructor(missing: readonly Error[]) {
    super(missing.map(({ message }) => message).join('\n'), { cause: missing[0] });
  }
}

const GENERATED_BYTES = 32;
const NAME = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/**
 * Secrets for development: made at random when first asked for, and kept in files that only this user can read. A file is
 * read once in the life of a process: requests ask many times a second.
 */
export class GeneratedSecrets extends Secrets {
  readonly #directory: string;
  readonly #known = new Map<string, Promise<string>>();

  constructor(dataDir: string) {
    super();
    this.#directory = join(dataDir, 'secrets');
  }

  override get(name: string): Promise<string> {
    return this.getOrMake(name, async () => randomBytes(GENERATED_BYTES).toString('base64url'));
  }

  override getOrMake(name: string, make: () => Promise<string>): Promise<string> {
    const known = this.#known.get(name);
    if (known) return known;
    const asked = this.#readOrMake(name, make);
    this.#known.set(name, asked);
    // What failed once may go well the next time.
    asked.catch(() => this.#known.delete(name));
    return asked;
  }

  async #readOrMake(name: string, make: () => Promise<string>): Promise<string> {
    if (!NAME.test(name)) throw new SecretUnavailable(name, 'its name is not one of a secret');
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const path = join(this.#directory, name);
    return (await readIfThere(path)) ?? (await keepFirst(path, await make()));
  }

  override async close(): Promise<void> {}
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

// Of two that make it at the same time, one wins, and both use the winner's.
async function keepFirst(path: string, value: string): Promise<string> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, value, { mode: 0o600 });
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(draft);
  return readFile(path, 'utf8');
}

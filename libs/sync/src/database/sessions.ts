import type { Client, ClientConfig } from 'pg';
import { SessionPool, type PoolInput } from './session-pool.store.ts';
import { closeSession, openSession, SESSION_LIMITS, type HeldSession, type SessionLimits } from './session.ts';

/** The database of this process, and how its connections are kept: the one place that opens any. */
export class Sessions {
  readonly limits: SessionLimits;
  readonly #address: ClientConfig;

  constructor(address: ClientConfig, special: Partial<SessionLimits> = {}) {
    this.#address = address;
    this.limits = { ...SESSION_LIMITS, ...special };
  }

  pool(input: PoolInput): SessionPool {
    return new SessionPool(this.#address, input, this.limits);
  }

  /** @throws when it cannot be opened; nothing of it is left then */
  open(held: HeldSession): Promise<Client> {
    return openSession(this.#address, held, this.limits);
  }

  close(client: Client): Promise<void> {
    return closeSession(client, this.limits);
  }
}

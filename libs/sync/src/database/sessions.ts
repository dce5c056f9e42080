import type { Client, ClientConfig } from 'pg';
import { clientsWith, type ClientClass, type PasswordSource } from './asking-client.ts';
import { SessionPool, type PoolInput } from './session-pool.store.ts';
import { closeSession, openSession, SESSION_LIMITS, type HeldSession, type SessionLimits } from './session.ts';

/** The database of this process, and how its connections are kept: the one place that opens any. */
export class Sessions {
  readonly limits: SessionLimits;
  readonly #address: ClientConfig;
  readonly #clients: ClientClass;

  /** `password`: where it comes from, when it may change; else it is in the address. */
  constructor(address: ClientConfig, special: Partial<SessionLimits> = {}, password?: PasswordSource) {
    this.#address = address;
    this.#clients = clientsWith(password);
    this.limits = { ...SESSION_LIMITS, ...special };
  }

  pool(input: PoolInput): SessionPool {
    return new SessionPool({ ...this.#address, Client: this.#clients }, input, this.limits);
  }

  /** @throws when it cannot be opened; nothing of it is left then */
  open(held: HeldSession): Promise<Client> {
    return openSession(this.#clients, this.#address, held, this.limits);
  }

  close(client: Client): Promise<void> {
    return closeSession(client, this.limits);
  }
}

import { Client, type ClientConfig } from 'pg';

/** Where the password of the database comes from, when it may change while we run. */
export interface PasswordSource {
  /** The password to connect with now. */
  current(): Promise<string>;
  /** The database did not take it: it may have been changed. */
  refused(): void;
}

/** What makes a connection. */
export type ClientClass = new (config?: ClientConfig) => Client;

const INVALID_PASSWORD = '28P01';

/** Connections that ask for the password each time they are made; without a source, those that have it in their address. */
export function clientsWith(source: PasswordSource | undefined): ClientClass {
  return source === undefined ? Client : askingClients(source);
}

function askingClients(source: PasswordSource): ClientClass {
  return class AskingClient extends Client {
    constructor(config?: ClientConfig) {
      super(config);
      // An address brings a password, be it an empty one, which `pg` puts over a function in its settings.
      Object.assign(this, { password: () => source.current() });
      this.connection.on('errorMessage', ({ code }: { readonly code?: unknown }) => {
        if (code === INVALID_PASSWORD) source.refused();
      });
    }
  };
}

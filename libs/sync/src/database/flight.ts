import type { PoolClient } from 'pg';

/** Runs one statement. Statements may be sent without waiting for the ones before: the server takes them in order. */
export type Sql = <R = Record<string, unknown>>(statement: Statement) => Promise<R[]>;

/** A statement with a name is prepared once for each connection. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

/**
 * The statements of one transaction, on one connection.
 *
 * Invariants: after the first failure nothing more is sent, and that failure is everybody's: what the database says to the
 * statements behind it (25P02) says nothing. `landed` resolves when no statement is under way any more.
 */
export class Flight {
  readonly #client: PoolClient;
  readonly #sent: Promise<unknown>[] = [];
  #failure: Error | undefined;
  #isOver = false;

  constructor(client: PoolClient) {
    this.#client = client;
  }

  /** What failed first. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  readonly sql: Sql = <R>(statement: Statement): Promise<R[]> => {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#isOver) return Promise.reject(new Error('a statement came after the end of its transaction'));
    gatherTurn(this.#client);
    const answer = this.#client.query({ ...statement, values: [...(statement.values ?? [])] });
    // Before anybody who waits for it: the first failure to be noted is the first that there was.
    const rows = answer.then(
      (result) => result.rows as R[],
      (error: Error) => {
        throw this.fail(error);
      },
    );
    this.#sent.push(rows);
    return rows;
  };

  /** The connection broke, or a statement failed: nothing more is sent. Gives what failed first. */
  fail(error: Error): Error {
    return (this.#failure ??= error);
  }

  /** Takes no more statements, and waits until every one that was sent is answered, or never will be. */
  async landed(): Promise<void> {
    this.#isOver = true;
    await Promise.allSettled(this.#sent);
  }
}

/**
 * Lets the statements of this turn leave in one packet. `pg` corks each by itself: without this each of a group's costs a
 * system call, and wakes the database.
 */
function gatherTurn({ connection: { stream } }: PoolClient): void {
  stream.cork();
  process.nextTick(() => stream.uncork());
}

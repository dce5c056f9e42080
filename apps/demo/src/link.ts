/** One request, as whoever watches the link sees it. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  /** Null: there was no network, or the answer got lost. */
  readonly status: number | null;
}

/** The network said no: to the phone it is the same whether the request or the answer was lost. */
class NoNetwork extends TypeError {
  override readonly name = 'NoNetwork';
}

/** The way from one phone to the server, which a story can break. It stands where the platform's `fetch` would. */
export class Link {
  /** The server's answers to pushes, as text; those that the phone never saw, too. */
  readonly pushAnswers: string[] = [];
  readonly #onExchange: (exchange: Exchange) => void;
  #coverage = new AbortController();
  #losesNextAnswer = false;

  constructor(onExchange: (exchange: Exchange) => void) {
    this.#onExchange = onExchange;
  }

  /** Leaves coverage. What is under way breaks off. */
  goDark(): void {
    this.#coverage.abort(new NoNetwork('there is no network here'));
  }

  comeBack(): void {
    this.#coverage = new AbortController();
  }

  /** The next request arrives, and its answer gets lost. */
  loseNextAnswer(): void {
    this.#losesNextAnswer = true;
  }

  readonly fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const request = new Request(input, init);
    const { pathname: path, search } = new URL(request.url);
    const tell = (status: number | null): void =>
      this.#onExchange({ method: request.method, path: `${path}${search}`, status });
    try {
      const response = await this.#send(request, path, init.signal ?? request.signal);
      tell(response.status);
      return response;
    } catch (error) {
      tell(null);
      throw error;
    }
  };

  async #send(request: Request, path: string, own: AbortSignal): Promise<Response> {
    const { signal } = this.#coverage;
    signal.throwIfAborted();
    const response = await fetch(request, { signal: AbortSignal.any([own, signal]) });
    if (path.endsWith('/push')) this.pushAnswers.push(await response.clone().text());
    if (!this.#losesNextAnswer) return response;
    this.#losesNextAnswer = false;
    throw new NoNetwork('the answer was lost');
  }
}

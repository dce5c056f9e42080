/** What came of one request. */
export type Reply =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string; readonly retryAfter: string | null }
  /** No reply: nobody knows. `cut`: the request had been sent when the connection ended. */
  | { readonly kind: 'lost'; readonly cut: boolean };

/** Posts JSON. A connection that fails is a reply, too. */
export async function post(url: string, token: string, body: object): Promise<Reply> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  try {
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    const { status } = response;
    return { kind: 'answered', status, body: await response.text(), retryAfter: response.headers.get('retry-after') };
  } catch (error) {
    return { kind: 'lost', cut: codeOf(error) !== 'ECONNREFUSED' };
  }
}

function codeOf(error: unknown): unknown {
  return (error as { cause?: { code?: unknown } }).cause?.code;
}

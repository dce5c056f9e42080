/** Yields a commit order each time a stream of pokes says that there is something to pull; the first one at once. */
export async function* pokes(stream: AsyncIterable<Uint8Array>): AsyncGenerator<number> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true });
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const order = orderIn(event);
      if (order !== undefined) yield order;
    }
  }
}

function orderIn(event: string): number | undefined {
  const data = /^data: ?(.*)$/m.exec(event)?.[1];
  const order = data === undefined ? undefined : (JSON.parse(data) as { order?: unknown }).order;
  return typeof order === 'number' ? order : undefined;
}

import { once } from 'node:events';
import { createServer } from 'node:http';
import { tallyOf } from './report.ts';
import { fuzz } from './schemathesis.ts';

const DOCUMENT = {
  openapi: '3.0.0',
  info: { title: 'Planted', version: '1' },
  paths: {
    '/planted': { get: { responses: { 200: { description: 'fine' }, 500: { description: 'a fault' } } } },
    '/fine': { get: { responses: { 200: { description: 'fine' } } } },
  },
};
const SECONDS = 2;

/** Whether a server with one operation that answers 500 is found out, and its other operation is not blamed. */
export async function findsPlant(program: string, seed: number): Promise<boolean> {
  const server = createServer(({ url = '' }, response) => {
    const isDocument = url === '/openapi.json';
    response.writeHead(
      url.startsWith('/planted') ? 500 : 200,
      isDocument ? { 'content-type': 'application/json' } : {},
    );
    response.end(isDocument ? JSON.stringify(DOCUMENT) : '');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    const report = await fuzz({ program, url: `http://127.0.0.1:${port}`, token: null, seconds: SECONDS, seed });
    const { passed, failed } = tallyOf(report);
    return failed === 1 && passed === 1;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Module, Param, Post, Query } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { connect } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { createHttpAdapter } from './http-server.ts';
import { HTTP_LIMITS } from './limits.ts';
import { FaultLog } from '../observe/fault-log.ts';
import { ProblemFilter } from './problem-filter.ts';
import { RouteTable } from './route-table.ts';
import { SchemaValidationPipe } from './validate.ts';

const trip = z.strictObject({
  seats: z.int().min(1),
  stops: z.array(z.strictObject({ 'a/b': z.string() })).default([]),
});
const page = z.strictObject({ limit: z.coerce.number().int().max(100).optional() });

let taken = 0;

@Controller()
class TripController {
  @Post('trips')
  book(@Body({ schema: trip }) body: z.infer<typeof trip>): { seats: number } {
    taken += 1;
    return { seats: body.seats };
  }

  @Post('anything')
  take(@Body() body: unknown): { body: unknown } {
    taken += 1;
    return { body };
  }

  @Get('trips/:id')
  read(@Param('id', { schema: z.uuid() }) id: string, @Query({ schema: page }) query: z.infer<typeof page>): unknown {
    return { id, query };
  }

  @Get('broken')
  broken(): never {
    throw new Error('the password is hunter2');
  }

  @Get('slow')
  slow(): Promise<never> {
    return new Promise(() => undefined);
  }
}

@Module({ controllers: [TripController] })
class TripModule {}

let app: NestFastifyApplication;
let url: string;
let shuttingDown = false;
const logged: string[] = [];

beforeAll(async () => {
  const timeouts = { headersTimeoutMs: 400, requestTimeoutMs: 500, handlerTimeoutMs: 2_000, timeoutCheckEveryMs: 50 };
  const adapter = createHttpAdapter({ production: true, isShuttingDown: () => shuttingDown, timeouts });
  const routes = new RouteTable();
  routes.watch(adapter.getInstance());
  app = await NestFactory.create<NestFastifyApplication>(TripModule, adapter, { bodyParser: false, logger: false });
  app.useGlobalFilters(
    new ProblemFilter(new FaultLog(pino({}, { write: (line) => logged.push(line) }), new Registry()), routes),
  );
  app.useGlobalPipes(new SchemaValidationPipe());
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});

afterAll(() => app.close());

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}

async function ask(path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(`${url}${path}`, init);
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

const post = (
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Answer> => ask(path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

/** What comes back over a bare connection, for requests that no client library would send. */
function speak(text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

function expectProblem({ status, body, headers }: Answer, expected: { status: number; code: string }): void {
  expect({ status, code: body['code'] }).toEqual(expected);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(body).toMatchObject({
    type: `/problems#${expected.code}`,
    status: expected.status,
    title: expect.any(String),
  });
  expect(body['instance']).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
}

describe('a body', () => {
  it('is taken when it is what the route wants', async () => {
    expect(await post('/trips', '{"seats":2}')).toMatchObject({ status: 201, body: { seats: 2 } });
  });

  it.each([
    ['gzip', gzipSync('{"seats":3}')],
    ['deflate', deflateSync('{"seats":3}')],
    ['br', brotliCompressSync('{"seats":3}')],
    ['GZIP', gzipSync('{"seats":3}')],
    ['identity', Buffer.from('{"seats":3}')],
  ])('may be coded with %s', async (coding, bytes) => {
    const answer = await post('/trips', new Uint8Array(bytes), { 'content-encoding': coding });
    expect(answer).toMatchObject({ status: 201, body: { seats: 3 } });
  });

  it('may have any JSON media type, and may be absent', async () => {
    const typed = await post('/trips', '{"seats":1}', {
      'content-type': 'application/vnd.bimride+json; charset="UTF-8"',
    });
    expect(typed.status).toBe(201);
    expect(await ask('/anything', { method: 'POST' })).toMatchObject({ status: 201 });
    expect(await post('/anything', '')).toMatchObject({ status: 201 });
  });

  const deep = (depth: number): string => `{"seats":${'['.repeat(depth)}${']'.repeat(depth)}}`;

  it.each<[string, string, number]>([
    ['json_malformed', '{"seats":2', 400],
    ['json_malformed', '{seats:2}', 400],
    ['json_malformed', '{"seats":2}}', 400],
    ['json_malformed', '{"seats":NaN}', 400],
    ['json_too_deep', deep(HTTP_LIMITS.jsonDepthMax), 400],
    ['json_too_deep', deep(200_000), 400],
    ['json_duplicate_key', '{"seats":2,"seats":3}', 400],
    ['json_forbidden_key', '{"__proto__":{"seats":2}}', 400],
    ['json_forbidden_key', '{"constructor":{"prototype":{}}}', 400],
    ['number_out_of_range', '{"seats":9007199254740993}', 400],
    ['number_out_of_range', '{"seats":1e999}', 400],
    ['text_has_nul', String.raw`{"seats":"\u0000"}`, 400],
    ['text_not_unicode', String.raw`{"seats":"\ud800"}`, 400],
  ])('is refused as %s: %#', async (code, body, status) => {
    const before = taken;
    expectProblem(await post('/anything', body), { status, code });
    expect(taken).toBe(before);
  });

  it('is told where it stops being JSON, up to a length', async () => {
    const broken = await post('/anything', '{"lat": 13.1, "lon": }');
    expect(broken.body).toMatchObject({ detail: 'It goes wrong in line 1, at character 22.' });
    expect((await post('/anything', '{"a')).body).toMatchObject({ detail: 'It breaks off before its end.' });
    const long = await post('/anything', `[${' '.repeat(HTTP_LIMITS.jsonBreakCharsMax)}`);
    expect(long.body).not.toHaveProperty('detail');
  });

  it('is refused when it is not UTF-8', async () => {
    expectProblem(await post('/anything', new Uint8Array([0x22, 0xff, 0x22])), {
      status: 400,
      code: 'text_not_unicode',
    });
  });

  it.each<[string, Uint8Array<ArrayBuffer>, RegExp]>([
    [
      'gzip',
      new Uint8Array(gzipSync('{"seats":3}')),
      /compressed \(gzip: its first bytes are 1f8b.*beyond what the header Content-Encoding/,
    ],
    ['deflate', new Uint8Array(deflateSync('{"seats":3}')), /compressed \(deflate: its first bytes are 789c/],
    ['br', new Uint8Array(brotliCompressSync('{"seats":"ééé"}')), /not text: its first bytes are .*Content-Encoding/],
    ['no text', new Uint8Array([0x89, 0x50, 0x4e, 0x47]), /not text: its first bytes are 8950/],
  ])('is refused by name when it is %s and no header says so', async (_name, bytes, detail) => {
    const refused = await post('/anything', bytes);
    expectProblem(refused, { status: 400, code: 'body_malformed' });
    expect(refused.body['detail']).toMatch(detail);
  });

  it('is refused by the same name when it is compressed twice, and one header says so', async () => {
    const twice = new Uint8Array(gzipSync(gzipSync('{"seats":3}')));
    const refused = await post('/anything', twice, { 'content-encoding': 'gzip' });
    expectProblem(refused, { status: 400, code: 'body_malformed' });
    expect(refused.body['detail']).toMatch(/1f8b/);
  });

  it('may nest as deep as the limit', async () => {
    expect((await post('/anything', deep(HTTP_LIMITS.jsonDepthMax - 1))).status).toBe(201);
  });

  it.each<[string, Record<string, string>]>([
    ['media_type_unsupported', { 'content-type': 'text/plain' }],
    ['media_type_unsupported', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['media_type_unsupported', { 'content-type': 'application/json; charset=utf-16' }],
    ['content_coding_unsupported', { 'content-encoding': 'zstd' }],
    ['content_coding_unsupported', { 'content-encoding': 'gzip, gzip' }],
    ['content_coding_unsupported', { 'content-encoding': 'constructor' }],
  ])('is refused as %s: %#', async (code, headers) => {
    expectProblem(await post('/anything', '{}', headers), { status: 415, code });
  });

  it.each(['gzip', 'deflate', 'br'])('is refused when it only claims to be %s', async (coding) => {
    const refused = await post('/anything', '{"seats":1}', { 'content-encoding': coding });
    expectProblem(refused, { status: 400, code: 'body_malformed' });
    expect(refused.body['detail']).toMatch(
      new RegExp(`^It is not ${coding}, .*: its first bytes are 7b22 \\(hex\\).*leave that header out`),
    );
  });

  it.each([
    ['cut off', 'gzip', gzipSync('{"seats":3}').subarray(0, 12), /^It is gzip that breaks off before its end/],
    ['cut off', 'deflate', deflateSync('{"seats":3}').subarray(0, 8), /^It is deflate that breaks off before its end/],
    ['cut off', 'br', brotliCompressSync('{"seats":3}').subarray(0, 6), /^It is br that breaks off before its end/],
    [
      'followed by more',
      'gzip',
      Buffer.concat([gzipSync('{"seats":3}'), Buffer.from('\x1f\x8b tail')]),
      /^It is not gzip, .*, or not to its end: its first bytes are 1f8b/,
    ],
  ])('is refused with a reason when it is %s (%s)', async (_what, coding, bytes, detail) => {
    const refused = await post('/anything', new Uint8Array(bytes), { 'content-encoding': coding });
    expectProblem(refused, { status: 400, code: 'body_malformed' });
    expect(refused.body['detail']).toMatch(detail);
  });

  it('is taken up to the limit of bytes and refused above it, announced or not', async () => {
    const text = (bytes: number): string => `"${'x'.repeat(bytes - 2)}"`;
    expect((await post('/anything', text(HTTP_LIMITS.bodyBytesMax))).status).toBe(201);
    expectProblem(await post('/anything', text(HTTP_LIMITS.bodyBytesMax + 1)), { status: 413, code: 'body_too_large' });
    const chunked = await speak(
      `POST /anything HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n` +
        `${(HTTP_LIMITS.bodyBytesMax + 1).toString(16)}\r\n${text(HTTP_LIMITS.bodyBytesMax + 1)}\r\n0\r\n\r\n`,
    );
    expect(chunked).toContain(' 413 ');
    expect(chunked).toContain('"code":"body_too_large"');
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('is not inflated beyond the limit: a bomb of %s', async (coding, compress) => {
    const bytes = (size: number): Uint8Array<ArrayBuffer> =>
      new Uint8Array(compress(Buffer.from(`"${'x'.repeat(size - 2)}"`)));
    const headers = { 'content-encoding': coding };
    expect((await post('/anything', bytes(HTTP_LIMITS.inflatedBodyBytesMax), headers)).status).toBe(201);
    const bomb = await post('/anything', bytes(20_000_000), headers);
    expectProblem(bomb, { status: 413, code: 'body_too_large' });
    expect(bomb.body['detail']).toContain('decompressed');
  });
});

describe('validation', () => {
  it('points at every place that is wrong', async () => {
    const answer = await post('/trips', '{"seats":0,"stops":[{"a/b":"x"},{"a/b":7}],"extra":true}');
    expectProblem(answer, { status: 400, code: 'body_invalid' });
    const errors = answer.body['errors'] as { pointer: string; detail: string }[];
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(['/extra', '/seats', '/stops/1/a~1b']);
    expect(errors).toContainEqual({ pointer: '/extra', detail: 'is not known here' });
    expect(errors).toContainEqual({ pointer: '/seats', detail: 'must be at least 1' });
    expect((await post('/trips', '')).body['errors']).toEqual([{ pointer: '', detail: 'The body is empty' }]);
  });

  it('names only so many places', async () => {
    const stops = Array.from({ length: 200 }, () => 1);
    const answer = await post('/trips', JSON.stringify({ seats: 1, stops }));
    expect(answer.body['errors']).toHaveLength(HTTP_LIMITS.problemPlacesMax);
  });

  it('covers the query and the path', async () => {
    const id = '0199b8b8-8a4e-7c3e-9d3b-1234567890ab';
    expect(await ask(`/trips/${id}?limit=5`)).toMatchObject({ status: 200, body: { id, query: { limit: 5 } } });
    expectProblem(await ask(`/trips/${id}?limit=500`), { status: 400, code: 'query_invalid' });
    expectProblem(await ask(`/trips/${id}?limit=5&limit=6`), { status: 400, code: 'query_invalid' });
    const unknown = await ask(`/trips/${id}?unknown=1`);
    expectProblem(unknown, { status: 400, code: 'query_invalid' });
    expect(unknown.body['errors']).toEqual([{ pointer: '/unknown', detail: 'is not known here' }]);
    expectProblem(await ask('/trips/7'), { status: 400, code: 'path_invalid' });
  });
});

describe('every error is a problem document', () => {
  it('an address with nothing at it', async () => {
    expectProblem(await ask('/nowhere'), { status: 404, code: 'not_found' });
    expectProblem(await post('/nowhere', '{'), { status: 404, code: 'not_found' });
  });

  it.each([
    ['/nowhere', 'The API document names every address: /openapi.json.'],
    ['/trips/7/', 'There is something at this address without the slash at its end.'],
    ['/Trips/7', 'There is something at this address in other letters: capital and small ones are told apart.'],
    ['/v1/mutations/rides.fly', 'There is no such mutation for people: /openapi.json lists them under /v1/mutations.'],
  ])('%s says what may have been meant', async (path, detail) => {
    expect((await ask(path)).body).toMatchObject({ code: 'not_found', detail });
  });

  it('a method that the address does not take', async () => {
    const answer = await ask('/trips/7', { method: 'DELETE' });
    expectProblem(answer, { status: 405, code: 'method_not_allowed' });
    expect(answer.headers.get('allow')).toBe('GET, HEAD');
    expect(answer.body).toMatchObject({ detail: 'It takes GET, HEAD.' });
    expect((await ask('/trips', { method: 'PUT' })).headers.get('allow')).toBe('POST');
    const traced = await speak('TRACE /trips HTTP/1.1\r\nHost: x\r\nX-Secret: hunter2\r\nConnection: close\r\n\r\n');
    expect(traced).toMatch(/^HTTP\/1\.1 405 /);
    expect(traced).not.toContain('hunter2');
  });

  it('a fault of ours, which tells nothing to the caller and all to the log', async () => {
    const answer = await ask('/broken');
    expectProblem(answer, { status: 500, code: 'internal_error' });
    expect(JSON.stringify(answer.body)).not.toContain('hunter2');
    expect(logged.at(-1)).toContain(String(answer.body['instance']).slice('urn:uuid:'.length));
  });

  it('an answer that takes too long', async () => {
    const answer = await ask('/slow');
    expectProblem(answer, { status: 503, code: 'handler_timeout' });
    expect(answer.headers.get('retry-after')).toBe('2');
  });

  it('an address with NUL, with a broken escape, or too long', async () => {
    expectProblem(await ask('/trips/a%00b'), { status: 400, code: 'text_has_nul' });
    expectProblem(await ask('/trips/7?limit=%00'), { status: 400, code: 'text_has_nul' });
    expectProblem(await ask('/trips/%zz'), { status: 400, code: 'url_malformed' });
    expectProblem(await ask(`/trips/${'x'.repeat(HTTP_LIMITS.pathParameterCharsMax + 1)}`), {
      status: 414,
      code: 'url_too_long',
    });
    expectProblem(await ask(`/trips/7?${'x'.repeat(HTTP_LIMITS.urlCharsMax)}`), { status: 414, code: 'url_too_long' });
  });

  it('headers that are too large', async () => {
    const answer = await speak(
      `GET /trips/7 HTTP/1.1\r\nHost: x\r\nX-Big: ${'x'.repeat(HTTP_LIMITS.headerBytesMax)}\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 431 [^]*application\/problem\+json[^]*"code":"headers_too_large"/);
  });

  it('what is not HTTP', async () => {
    expect(await speak('HELLO\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [^]*"code":"request_malformed"/);
    expect(
      await speak('GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n'),
    ).toContain(' 400 ');
  });

  it.each([
    ['without a host', '', 400, 'request_malformed'],
    ['for two hosts', 'Host: a\r\nHost: b\r\n', 400, 'header_repeated'],
    ['with two tokens', 'Host: a\r\nAuthorization: Bearer a\r\nauthorization: Bearer b\r\n', 400, 'header_repeated'],
    ['with two codings', 'Host: a\r\nContent-Encoding: gzip\r\nContent-Encoding: br\r\n', 400, 'header_repeated'],
    ['that expects what is not done here', 'Host: a\r\nExpect: tea\r\n', 417, 'expectation_failed'],
  ])('a request %s', async (_what, headers, status, code) => {
    const answer = await speak(`GET /trips/7 HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*application/problem\\+json[^]*"code":"${code}"`));
    expect(answer.toLowerCase()).toContain('x-content-type-options: nosniff');
  });

  it('but not a request without a host in HTTP/1.0, nor one that waits for word to go on', async () => {
    expect(await speak('GET /trips/7 HTTP/1.0\r\n\r\n')).toContain('"code":"path_invalid"');
    const body = '{"seats":0}';
    const asked = `POST /trips HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nConnection: close\r\n`;
    expect(await speak(`${asked}Content-Length: ${body.length}\r\n\r\n${body}`)).toContain('"code":"body_invalid"');
  });

  it('a request that never comes to its end', async () => {
    expect(await speak('GET /trips/7 HTTP/1.1\r\nHost:')).toMatch(/^HTTP\/1\.1 408 [^]*"code":"request_timeout"/);
    const cut =
      'POST /anything HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"a"';
    expect(await speak(cut)).toMatch(/^HTTP\/1\.1 408 [^]*"code":"request_timeout"/);
  });

  it('a request that comes during the shutdown', async () => {
    shuttingDown = true;
    const answer = await ask('/trips/7');
    shuttingDown = false;
    expectProblem(answer, { status: 503, code: 'shutting_down' });
    expect(answer.headers.get('connection')).toBe('close');
  });
});

describe('every answer', () => {
  const SECURITY = {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
  };

  it.each(['/trips/0199b8b8-8a4e-7c3e-9d3b-1234567890ab', '/nowhere', '/trips/%zz', '/broken'])(
    'carries the security headers: %s',
    async (path) => {
      const { headers } = await ask(path);
      for (const [name, value] of Object.entries(SECURITY)) expect([name, headers.get(name)]).toEqual([name, value]);
      for (const name of ['x-powered-by', 'server', 'set-cookie', 'access-control-allow-origin'])
        expect([name, headers.get(name)]).toEqual([name, null]);
    },
  );

  it('carries them to what is not HTTP, too', async () => {
    const answer = (await speak('HELLO\r\n\r\n')).toLowerCase();
    for (const [name, value] of Object.entries(SECURITY))
      expect(answer).toContain(`\r\n${name}: ${value}\r\n`.toLowerCase());
  });

  it('names its request', async () => {
    const answer = await ask('/nowhere');
    expect(`urn:uuid:${answer.headers.get('x-request-id')}`).toBe(answer.body['instance']);
  });
});

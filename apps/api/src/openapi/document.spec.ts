import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Validator } from '@seriousme/openapi-schema-validator';
import { groupsOf } from '../rest/route-group.ts';
import { bareOperations, operationsOf } from '../../test/harness/bare-operations.ts';
import { describeApi } from './described.ts';

const LINTER = join(dirname(createRequire(import.meta.url).resolve('@redocly/cli/package.json')), 'bin/cli.js');
const SETTINGS = 'redocly.yaml';

/** What `redocly lint` says: its exit code, and its words. It asks no other machine. */
async function lint(document: unknown): Promise<{ readonly code: number; readonly text: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'bimride-openapi-'));
  const file = join(folder, 'openapi.json');
  await writeFile(file, JSON.stringify(document, null, 1));
  const env = { PATH: process.env['PATH'], REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const args = [LINTER, 'lint', file, '--config', SETTINGS, '--format', 'summary'];
  const told = await new Promise<{ code: number; text: string }>((end) => {
    const child = execFile(process.execPath, args, { env }, (_error, stdout, stderr) =>
      end({ code: child.exitCode ?? -1, text: stdout + stderr }),
    );
  });
  await rm(folder, { recursive: true });
  return told;
}

/** Values of one member, wherever it stands. */
function valuesOf(part: unknown, member: string): readonly unknown[] {
  if (typeof part !== 'object' || part === null) return [];
  const own = Object.hasOwn(part, member) ? [(part as Record<string, unknown>)[member]] : [];
  return [...own, ...Object.values(part).flatMap((one) => valuesOf(one, member))];
}

describe('the API document', () => {
  let document: OpenAPIObject;

  beforeAll(async () => {
    document = JSON.parse(JSON.stringify((await describeApi('0.0.0')).document)) as OpenAPIObject;
  });

  it('has no error and no warning for redocly', async () => {
    const told = await lint(document);
    expect(told).toMatchObject({ code: 0 });
    expect(told.text).not.toMatch(/warning|error/i);
  });

  it.each([
    [
      'a reference that leads nowhere',
      (spoilt: OpenAPIObject) =>
        Object.assign(spoilt.paths['/v1/rides']?.post?.responses ?? {}, {
          400: { $ref: '#/components/responses/None' },
        }),
    ],
    [
      'an id that two operations have',
      (spoilt: OpenAPIObject) => Object.assign(spoilt.paths['/v1/rides']?.get ?? {}, { operationId: 'bookRide' }),
    ],
    [
      'an example that its schema refuses',
      (spoilt: OpenAPIObject) =>
        valuesOf(spoilt.components?.schemas?.['Ride'], 'status').forEach((status) =>
          Object.assign(status as object, { examples: [1] }),
        ),
    ],
  ])('(planted) redocly finds %s', async (_what, spoil) => {
    const spoilt = structuredClone(document);
    spoil(spoilt);
    expect(spoilt).not.toEqual(document);
    expect(await lint(spoilt)).not.toMatchObject({ code: 0 });
  });

  it('holds to the schema of OpenAPI 3.1', async () => {
    expect(document.openapi).toBe('3.1.0');
    expect(await new Validator().validate(structuredClone(document) as never)).toMatchObject({ valid: true });
  });

  it('says of each operation: an id, a group that is described, what is sent, and what is answered', () => {
    expect(bareOperations(document)).toEqual([]);
  });

  it.each<[string, (spoilt: OpenAPIObject) => void, string]>([
    [
      'an id',
      (spoilt) => Reflect.deleteProperty(spoilt.paths['/v1/rides']?.post ?? {}, 'operationId'),
      'post /v1/rides (no id) has no id: say it in its @Operation({ id })',
    ],
    [
      'a group that is described',
      (spoilt) => Object.assign(spoilt.paths['/v1/rides']?.post ?? {}, { tags: ['nobody'] }),
      "post /v1/rides (bookRide) belongs to no group that says what it is for: put @RouteGroup('name', 'what it is for') on its controller",
    ],
    [
      'what is answered',
      (spoilt) =>
        Object.assign(spoilt.paths['/v1/rides']?.post?.responses ?? {}, {
          201: { description: 'Booked', content: { a: {} } },
        }),
      'post /v1/rides (bookRide) does not say what comes with 201: @Operation({ answers: { 201: { schema } } })',
    ],
    [
      'what is sent',
      (spoilt) =>
        Object.assign(spoilt.paths['/v1/rides']?.post ?? {}, { requestBody: { content: { a: { schema: {} } } } }),
      'post /v1/rides (bookRide) shows no example of what is sent: @Operation({ examples })',
    ],
  ])('(planted) tells which operation does not say %s, and where to say it', (_what, spoil, told) => {
    const spoilt = structuredClone(document);
    spoil(spoilt);
    expect(bareOperations(spoilt)).toEqual([told]);
  });

  it('takes the groups of routes from their controllers, those for staff last', () => {
    const names = document.tags?.map(({ name }) => name) ?? [];
    expect(names).toContain('rides');
    const forStaff = names.map((name) => name.startsWith('ops: '));
    expect(forStaff).toEqual(forStaff.toSorted((one, other) => Number(one) - Number(other)));
  });

  it.each([
    ['nothing', [{ name: 'cups', description: ' ' }], "@RouteGroup('cups') does not say what the group is for"],
    [
      'two things',
      [
        { name: 'cups', description: 'Tea.' },
        { name: 'cups', description: 'Coffee.' },
      ],
      '@RouteGroup(\'cups\') says two things: "Tea." and "Coffee."',
    ],
  ])('(planted) refuses a group that says %s', (_what, notes, message) => {
    expect(() => groupsOf(notes)).toThrow(message);
  });

  it('describes every parameter', () => {
    const mute = [...operationsOf(document)].flatMap(([name, { parameters = [] }]) =>
      (parameters as { name: string; description?: string }[])
        .filter(({ description }) => !description)
        .map((parameter) => `${name}: ${parameter.name}`),
    );
    expect(mute).toEqual([]);
  });

  it('says that a NUL is refused wherever text may stand in an address', () => {
    const silent = [...operationsOf(document)]
      .filter(([, { parameters = [] }]) => parameters.some((one) => 'in' in one && ['query', 'path'].includes(one.in)))
      .filter(
        ([, { responses }]) => !JSON.stringify((responses as Record<string, unknown>)['400'])?.includes('text_has_nul'),
      )
      .map(([name]) => name);
    expect(silent).toEqual([]);
  });

  it('prefills no key: tools send what they find, and two writes would share it', () => {
    const keys = [...operationsOf(document).values()].flatMap(({ parameters = [] }) =>
      (parameters as { name: string }[]).filter(({ name }) => name === 'Idempotency-Key'),
    );
    expect(keys.length).toBeGreaterThan(30);
    for (const member of ['example', 'examples', 'default']) expect(valuesOf(keys, member)).toEqual([]);
  });

  it('keeps from generators of values what they stumble over', () => {
    expect(valuesOf(document, 'readOnly')).toEqual([]);
    expect(valuesOf(document, 'pattern').filter((pattern) => /\(\?[!=<]/.test(String(pattern)))).toEqual([]);
    expect(valuesOf(document, '$ref').filter((ref) => !/^#\/components\/\w+\/[\w-]+$/.test(String(ref)))).toEqual([]);
  });
});

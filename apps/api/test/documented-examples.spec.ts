import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Role } from '#sync';
import { PermissionTable } from '../src/auth/permissions.ts';
import { MODULES } from '../src/modules.ts';
import { callHttp } from './harness/http-caller.ts';
import { SyncSurface } from './sync/surface.ts';

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: {
    readonly content: Readonly<
      Record<string, { readonly examples: Readonly<Record<string, { readonly value: unknown }>> }>
    >;
  };
  readonly responses: Readonly<Record<string, object>>;
  readonly 'x-permission'?: string;
}

interface Example {
  readonly id: string;
  readonly path: string;
  readonly method: string;
  readonly name: string;
  readonly body: unknown;
  readonly role: Role | undefined;
  readonly statuses: readonly string[];
}

interface Result {
  readonly outcome: string;
  readonly code?: string;
}

/** Codes of a body, a query or an address that has not the form which the document says. */
const MISSHAPEN =
  /^(?:(?:args|body|path|query)_(?:invalid|malformed)|json_\w+|number_out_of_range|text_\w+|point_\w+)$/;

/** What stands in addresses: one that nobody has used, but of the tariff that ships with the product. */
const PLACES: Readonly<Record<string, () => string>> = {
  version: () => 'v2025.1',
  placeId: () => 'oistins',
  group: () => 'pricing.settlement',
  eventId: () => '0.4711.0',
  mutationId: () => '1',
};

const sync = new SyncSurface();
beforeAll(sync.start);
afterAll(sync.close);

async function allExamples(): Promise<readonly Example[]> {
  const document = (await (await fetch(`${sync.server.url}/openapi.json`)).json()) as {
    paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  };
  const permissions = new PermissionTable(MODULES.map(({ server }) => server.definition));
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(
      ([method, { operationId: id, requestBody, responses, 'x-permission': permission }]) => {
        const role = permission === undefined ? undefined : permissions.rolesWith(permission as never)[0];
        const statuses = Object.keys(responses);
        const bodies = Object.values(requestBody?.content ?? {}).flatMap(({ examples }) => Object.entries(examples));
        return bodies.map(([name, { value: body }]) => ({
          id,
          path,
          method: method.toUpperCase(),
          name,
          body,
          role,
          statuses,
        }));
      },
    ),
  );
}

describe('the examples of the API document', () => {
  it('are taken by the server, or refused for the state of things alone', async () => {
    const answers: string[] = [];
    for (const { id, path, method, name, body, role, statuses } of await allExamples()) {
      // One phone stands in several examples, and is one person's; whatever else is done by somebody who has done nothing before.
      const person = JSON.stringify(body).includes('phone-4b1c') ? 'of-phone' : sync.unique('example');
      const token = role && (await sync.mint(`${person}-${role}`, role));
      const address = path.replaceAll(/\{(\w+)\}/g, (_, place: string) => PLACES[place]?.() ?? randomUUID());
      const headers = { 'idempotency-key': randomUUID() };
      const { status, json } = await callHttp(`${sync.server.url}${address}`, { method, token, body, headers });
      expect({ id, name, status, isDocumented: statuses.includes(String(status)) }).toMatchObject({
        isDocumented: true,
      });
      const { code, mutations = [] } = json as { code?: string; mutations?: readonly { result: Result }[] };
      const results = mutations.map(({ result }) => result.code ?? result.outcome);
      const codes = [code, ...results].filter((one) => one !== undefined);
      expect({ id, name, misshapen: codes.filter((one) => MISSHAPEN.test(one)) }).toMatchObject({ misshapen: [] });
      answers.push([`${id}: ${status}`, ...codes].join(' '));
    }
    expect(answers.length).toBeGreaterThan(40);
    // A change here is one of what the document promises: look at it, then update.
    expect(`\n${[...new Set(answers)].join('\n')}\n`).toMatchSnapshot();
  });
});

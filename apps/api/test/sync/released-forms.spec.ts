import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SyncRegistry, type Json, type MutationDefinition } from '#sync';
import { z } from 'zod';
import { MODULES } from '../../src/modules.ts';

/** A mutation as apps of a release send it. The files never change: phones in the field hold such work. */
interface Form {
  readonly roles: readonly string[];
  readonly args: Json;
}

const FOLDER = join(import.meta.dirname, 'released');
const RELEASES = globSync('*.json', { cwd: FOLDER }).map((file) => basename(file, '.json'));
const formsOf = (release: string) =>
  Object.entries(JSON.parse(readFileSync(join(FOLDER, `${release}.json`), 'utf8')) as Record<string, Form>);

// Read, not imported: the compiler would write a package.json into dist/, by which `#names` there lead nowhere.
const { version: TODAY } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../../../package.json'), 'utf8')));

const { definitions } = new SyncRegistry(MODULES.map(({ server }) => server.definition));

/** Why today's server would not decide this form for everybody who could send it. Null: it would. */
function whyNotTaken(definition: MutationDefinition | undefined, { roles, args }: Form): string | null {
  if (!definition) return 'nobody knows this name any more';
  const parsed = definition.args.safeParse(args);
  if (!parsed.success)
    return `its arguments are refused: ${parsed.error.issues.map(({ message }) => message).join('; ')}`;
  const lost = roles.filter((role) => !definition.roles.some((today) => today === role));
  return lost.length === 0 ? null : `${lost.join()} may not do it any more`;
}

describe('R14 what an app of an earlier release sends', () => {
  it.each(RELEASES)('of %s is still taken, every name and form of it', (release) => {
    const refused = formsOf(release).flatMap(([name, form]) => {
      const why = whyNotTaken(definitions.get(name), form);
      return why === null ? [] : [`${name}: ${why}`];
    });
    expect(refused).toEqual([]);
  });

  it(`is written down for ${TODAY}, which apps have today`, () => {
    expect(RELEASES).toContain(TODAY);
    expect(formsOf(TODAY).length).toBeGreaterThan(20);
  });

  it('is missed when a name goes, an argument is asked for that was not, or a role loses its right', () => {
    const [name, form] = formsOf('0.1.0').find(([one]) => one === 'rides.cancel') ?? [];
    const today = definitions.get(String(name));
    if (!today || !form) throw new Error('there is no rides.cancel');
    const stricter = { ...today, args: (today.args as z.ZodObject).extend({ weather: z.string() }) };
    expect(whyNotTaken(today, form)).toBeNull();
    expect(whyNotTaken(undefined, form)).toContain('name');
    expect(whyNotTaken(stricter, form)).toContain('arguments');
    expect(whyNotTaken({ ...today, roles: ['dispatcher'] }, form)).toContain('rider');
  });
});

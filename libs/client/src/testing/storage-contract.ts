/**
 * The contract of a storage, clause by clause. No test framework in here: it also runs inside a browser. A clause answers
 * `kept`, or throws what was broken.
 */
import type { ClientStorage } from '../storage/storage.ts';

/** Opens the same storage each time it is called. */
export type Openable = () => Promise<ClientStorage>;

export const storageContract = {
  'gives back what was written, by prefix and in order': async (open: Openable) => {
    const storage = await open();
    const writes = ['b/2', 'a/10', 'b/10', 'b', 'c/1', 'b/1/x'].map((key) => ({ key, value: `of ${key}` }));
    same(await storage.commit({ writes }), true);
    same(
      await storage.scan('b/'),
      ['b/1/x', 'b/10', 'b/2'].map((key) => [key, `of ${key}`]),
    );
    same((await storage.scan('')).length, 6);
    same(await storage.scan('d'), []);
    await storage.close();
    return 'kept' as const;
  },
  'replaces and takes away, and the last write to a key stands': async (open: Openable) => {
    const storage = await open();
    await storage.commit({ writes: [write('a', '1'), write('b', '1')] });
    await storage.commit({
      writes: [write('a', '2'), write('b', null), write('c', null), write('a', 'é "quoted" \u{1f30a}')],
    });
    same(await storage.scan(''), [['a', 'é "quoted" \u{1f30a}']]);
    await storage.close();
    return 'kept' as const;
  },
  'writes only while the guard holds': async (open: Openable) => {
    const storage = await open();
    same(await storage.commit({ writes: [write('a', '1')], guard: write('head', null) }), true);
    same(await storage.commit({ writes: [write('head', '1')], guard: write('head', null) }), true);
    same(await storage.commit({ writes: [write('a', '2')], guard: write('head', null) }), false);
    same(await storage.commit({ writes: [write('a', '2')], guard: write('head', '0') }), false);
    same(await storage.scan(''), [
      ['a', '1'],
      ['head', '1'],
    ]);
    await storage.close();
    return 'kept' as const;
  },
  'gives one number to one of many who ask at once, whoever has it open': async (open: Openable) => {
    const openers = [await open(), await open(), await open()];
    const asked = await Promise.all(openers.flatMap((storage) => Array.from({ length: 8 }, () => takeNumber(storage))));
    same(
      [...asked].sort((left, right) => left - right),
      Array.from({ length: 24 }, (_, index) => index + 1),
    );
    await Promise.all(openers.map((storage) => storage.close()));
    return 'kept' as const;
  },
  'never shows half a commit': async (open: Openable) => {
    const storage = await open();
    const writer = (async () => {
      for (let round = 0; round < 20; round++) {
        await storage.commit({ writes: ['x', 'y', 'z'].map((key) => write(key, String(round))) });
      }
    })();
    for (let look = 0; look < 20; look++) {
      const values = new Set((await storage.scan('')).map(([, value]) => value));
      if (values.size > 1) throw new Error(`saw ${[...values].join(' and ')} at once`);
    }
    await writer;
    await storage.close();
    return 'kept' as const;
  },
  'has it all when it is opened again': async (open: Openable) => {
    const storage = await open();
    await storage.commit({ writes: [write('a', '1'), write('b', '2')] });
    await storage.close();
    const again = await open();
    same(await again.scan(''), [
      ['a', '1'],
      ['b', '2'],
    ]);
    await again.close();
    return 'kept' as const;
  },
};

async function takeNumber(storage: ClientStorage): Promise<number> {
  for (;;) {
    const last = (await storage.scan('number'))[0]?.[1] ?? null;
    const mine = String(Number(last ?? '0') + 1);
    if (await storage.commit({ writes: [write('number', mine)], guard: write('number', last) })) return Number(mine);
  }
}

function write(key: string, value: string | null) {
  return { key, value };
}

function same(actual: unknown, expected: unknown): void {
  const [told, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (told !== wanted) throw new Error(`${told} instead of ${wanted}`);
}

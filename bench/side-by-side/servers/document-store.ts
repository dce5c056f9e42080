import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

const document = z.looseObject({ id: z.string() });
type Document = z.infer<typeof document>;
const rxdbRows = z.array(z.object({ newDocumentState: document, assumedMasterState: document.optional() }));
const watermelonChanges = z.object({
  intents: z.object({ created: z.array(document), updated: z.array(document), deleted: z.array(z.string()) }),
});

/** Documents of one run, and how often each of them took effect. */
export class DocumentStore {
  /** Grows with each write. */
  version = 0;
  readonly #documents = new Map<string, { readonly document: Document; readonly version: number }>();
  readonly #effects = new Map<string, number>();
  readonly #keys = new Set<string>();

  /** How often each document took effect, by id: once is right. */
  get effects(): ReadonlyMap<string, number> {
    return this.#effects;
  }

  /** RxDB: a row is taken if the client knew the state that is stored, otherwise that state goes back as a conflict. */
  writeAssuming(body: unknown): readonly Document[] {
    const rows = rxdbRows.parse(body);
    return rows.flatMap(({ newDocumentState, assumedMasterState }) => {
      const stored = this.#documents.get(newDocumentState.id)?.document;
      if (stored && !isDeepStrictEqual(stored, assumedMasterState)) return [stored];
      this.#write(newDocumentState);
      return [];
    });
  }

  /** WatermelonDB: all or nothing; a record that is created again is an update of it. */
  writeChanges(body: unknown): void {
    const { created, updated } = watermelonChanges.parse(body).intents;
    for (const record of [...created, ...updated]) {
      const stored = this.#documents.get(record.id)?.document;
      if (!stored || !isDeepStrictEqual(stored, record)) this.#write(record);
    }
  }

  /** TanStack: what comes under a key that was used has been done. */
  writeOnce(key: string, body: unknown): void {
    if (key !== '' && this.#keys.has(key)) return;
    this.#keys.add(key);
    this.#write(document.parse(body));
  }

  /** Documents written after a version, oldest first. */
  since(version: number, limit: number): readonly Document[] {
    const newer = [...this.#documents.values()].filter((stored) => stored.version > version);
    return newer.slice(0, limit).map((stored) => stored.document);
  }

  #write(written: Document): void {
    this.version += 1;
    this.#documents.set(written.id, { document: written, version: this.version });
    this.#effects.set(written.id, (this.#effects.get(written.id) ?? 0) + 1);
  }
}

/**
 * Where built graphs are kept: `<roads>/graphs/<hash>/`, and `<roads>/current` which points at the one in use.
 * Invariants: a graph on the shelf is whole, for it is built beside and renamed into place; `current` points at a whole
 * graph or is not there; it changes by one rename, so that a reader sees the old graph or the new one.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readlink, realpath, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { readManifest, type GraphManifest } from './graph-manifest.ts';

export type ShelvedGraph = { readonly graphFolder: string; readonly manifest: GraphManifest };

const HASH_CHARS_IN_NAME = 16;

/** The graphs under one folder. */
export class GraphShelf {
  readonly #graphs: string;
  readonly #current: string;

  constructor(roadsFolder: string) {
    this.#graphs = join(roadsFolder, 'graphs');
    this.#current = join(roadsFolder, 'current');
  }

  /** The graph in use; null where there is none yet, or a whole one no more. */
  async current(): Promise<ShelvedGraph | null> {
    const graphFolder = await realpath(this.#current).catch(() => null);
    return graphFolder === null ? null : this.#whole(graphFolder);
  }

  /** The graph made from this source; null where it was not built yet. */
  find(sourceHash: string): Promise<ShelvedGraph | null> {
    return this.#whole(this.#folderOf(sourceHash));
  }

  /** Has a graph built beside the shelf, and puts it there. Two who build the same keep one of both. */
  async add(sourceHash: string, build: (graphFolder: string) => Promise<void>): Promise<ShelvedGraph> {
    await mkdir(this.#graphs, { recursive: true });
    const draft = join(this.#graphs, `draft-${randomUUID()}`);
    try {
      await build(draft);
      await rename(draft, this.#folderOf(sourceHash)).catch(() => undefined);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    const graph = await this.find(sourceHash);
    if (!graph) throw new Error('the graph could not be put in its place');
    return graph;
  }

  /** Takes a graph off the shelf. It must not be in use. */
  async remove(sourceHash: string): Promise<void> {
    await rm(this.#folderOf(sourceHash), { recursive: true, force: true });
  }

  /** Takes a graph of the shelf into use. */
  async use(sourceHash: string): Promise<void> {
    const draft = `${this.#current}-${randomUUID()}`;
    const target = join('graphs', this.#folderOf(sourceHash).slice(this.#graphs.length + 1));
    if ((await readlink(this.#current).catch(() => null)) === target) return;
    await symlink(target, draft);
    await rename(draft, this.#current);
  }

  async #whole(graphFolder: string): Promise<ShelvedGraph | null> {
    const manifest = await readManifest(graphFolder);
    return manifest ? { graphFolder, manifest } : null;
  }

  #folderOf(sourceHash: string): string {
    return join(this.#graphs, sourceHash.slice(0, HASH_CHARS_IN_NAME));
  }
}

import { GraphShelf, type ShelvedGraph } from '../graph/graph-shelf.ts';
import { ensureGraph } from '../graph/skeleton-graph.ts';
import type { LatLon } from '../rules/map/map-page.ts';
import { MatrixEngine } from './matrix-engine.ts';
import { RoadEngine, type AvoidedArea, type ClosedRoads, type MatrixRequest } from './road-engine.ts';
import { ValhallaEngine } from './valhalla-engine.ts';
import { EngineGone } from './valhalla-process.ts';

/** Milliseconds between two looks whether another graph is in use. */
export const LOOK_MS = 5_000;

export type ShelfOptions = {
  readonly roadsFolder: string;
  readonly clock: () => number;
  /** Hears why the table answers in the engine's place. */
  readonly onFallback: (error: unknown) => void;
  /** Milliseconds that only go forward: by them it is time for a look. */
  readonly monotonicMs?: () => number;
};

/**
 * Valhalla over whichever graph is in use, and the table of distances where and while Valhalla is not there: on another
 * machine than it is built for, while the first graph is being built, after a fault. Each answer says who gave it.
 */
export class ShelfEngine extends RoadEngine {
  readonly #options: ShelfOptions;
  readonly #shelf: GraphShelf;
  readonly #table = new MatrixEngine();
  #opening: Promise<ValhallaEngine | null> | undefined;
  #engine: ValhallaEngine | null = null;
  #abort = new AbortController();
  #lookedAtMs = 0;
  readonly #monotonicMs: () => number;

  constructor(options: ShelfOptions) {
    super();
    this.#options = options;
    this.#monotonicMs = options.monotonicMs ?? (() => performance.now());
    this.#shelf = new GraphShelf(options.roadsFolder);
  }

  /** Waits until the engine is there. False: it cannot run here. */
  async warm(): Promise<boolean> {
    return (await this.#open()) !== null;
  }

  async about() {
    return (await this.#atOnce()).about();
  }

  async route(points: readonly LatLon[], closed: ClosedRoads, avoid: readonly AvoidedArea[] = []) {
    return this.#orTable(await this.#atOnce(), (engine) => engine.route(points, closed, avoid));
  }

  async matrix(request: MatrixRequest) {
    return this.#orTable(await this.#atOnce(), (engine) => engine.matrix(request));
  }

  // The table cannot answer these at all: better to wait for the engine.
  async isochrone(from: LatLon, minutes: readonly number[], closed: ClosedRoads) {
    return this.#orTable(await this.#open(), (engine) => engine.isochrone(from, minutes, closed));
  }

  async match(trail: readonly LatLon[]) {
    return this.#orTable(await this.#open(), (engine) => engine.match(trail));
  }

  async unplaced(edges: readonly string[]) {
    return this.#orTable(await this.#atOnce(), (engine) => engine.unplaced(edges));
  }

  async close(): Promise<void> {
    this.#abort.abort();
    await this.#opening;
    await this.#engine?.close();
    this.#engine = null;
    this.#opening = undefined;
    this.#abort = new AbortController();
  }

  async #orTable<T>(engine: RoadEngine | null, ask: (engine: RoadEngine) => Promise<T>): Promise<T> {
    if (!engine) return ask(this.#table);
    try {
      return await ask(engine);
    } catch (error) {
      if (!(error instanceof EngineGone)) throw error;
      this.#options.onFallback(error);
      return ask(this.#table);
    }
  }

  /** The engine if it is there, and the table if not: nobody waits for a graph to be built. */
  async #atOnce(): Promise<RoadEngine> {
    const opening = this.#open();
    return this.#engine ? ((await opening) ?? this.#table) : this.#table;
  }

  async #open(): Promise<ValhallaEngine | null> {
    this.#opening ??= this.#firstOpen();
    const engine = await this.#opening;
    await this.#look();
    return this.#engine ?? engine;
  }

  async #firstOpen(): Promise<ValhallaEngine | null> {
    const { roadsFolder, clock, onFallback } = this.#options;
    try {
      const graph = await ensureGraph({ roadsFolder, nowMs: clock(), signal: this.#abort.signal });
      this.#lookedAtMs = this.#monotonicMs();
      this.#engine = new ValhallaEngine(graph);
      await this.#engine.route(PROBE, { edges: [], points: [] });
    } catch (error) {
      if (!this.#abort.signal.aborted) onFallback(error);
      await this.#engine?.close();
      this.#engine = null;
    }
    return this.#engine;
  }

  /** An import may have taken another graph into use. */
  async #look(): Promise<void> {
    if (!this.#engine || this.#monotonicMs() - this.#lookedAtMs < LOOK_MS) return;
    this.#lookedAtMs = this.#monotonicMs();
    const graph = await this.#shelf.current();
    if (graph && graph.graphFolder !== this.#engine.graphFolder) this.#change(graph);
  }

  #change(graph: ShelvedGraph): void {
    const old = this.#engine;
    this.#engine = new ValhallaEngine(graph);
    // Who was asking the old one is answered by the table.
    void old?.close();
  }
}

// From Bridgetown to Oistins: whatever graph is in use knows them.
const PROBE: readonly LatLon[] = [
  { lat: 13.0967, lon: -59.6141 },
  { lat: 13.0632, lon: -59.5422 },
];

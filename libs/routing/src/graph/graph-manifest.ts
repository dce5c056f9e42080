import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What a built graph says about itself, in `manifest.json` beside its tiles. */
export const graphManifestSchema = z.strictObject({
  /** `skeleton`: made from the shipped outline. `import`: made from an OpenStreetMap extract. */
  kind: z.enum(['skeleton', 'import']),
  graphVersion: z.string(),
  /** Fingerprint of what it was built from, the builder included. */
  sourceHash: z.string(),
  /** By how much nine distances of ten may be off, in percent. */
  tolerancePercent: z.number(),
  /** The shape of a road on the map is not its true shape. */
  schematic: z.boolean(),
  builtAtMs: z.int(),
});
export type GraphManifest = z.infer<typeof graphManifestSchema>;

export const MANIFEST_FILE = 'manifest.json';

/** The manifest of the graph in a folder; null where there is no whole graph. */
export async function readManifest(graphFolder: string): Promise<GraphManifest | null> {
  const text = await readFile(join(graphFolder, MANIFEST_FILE), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return graphManifestSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

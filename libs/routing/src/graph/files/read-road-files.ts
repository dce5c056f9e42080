/** Opens the files of an import: roads in texts, or an extract that the engine reads itself. */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { contentsOf } from './file-text.ts';
import { IMPORT_LIMITS } from './import-limits.ts';
import { RoadFileRefused } from './road-file-refused.ts';
import { roadsFromTexts, type ReadRoads, type RoadText } from './roads-from-files.ts';

export type RoadFiles =
  { readonly kind: 'extract'; readonly pbfFile: string } | ({ readonly kind: 'roads' } & ReadRoads);

/** Reads the files, whatever their names end in. @throws RoadFileRefused, and what opening a file throws */
export async function readRoadFiles(files: readonly string[]): Promise<RoadFiles> {
  if (files.length > IMPORT_LIMITS.filesMax) throw new RoadFileRefused('files_too_many');
  const texts: RoadText[] = [];
  for (const file of files) {
    const name = basename(file);
    if ((await stat(file)).size > IMPORT_LIMITS.fileBytesMax) {
      throw new RoadFileRefused('file_too_large', { detail: name });
    }
    const contents = contentsOf(await readFile(file));
    if (contents.kind === 'text') texts.push({ name, text: contents.text });
    else if (files.length > 1) throw new RoadFileRefused('files_mixed', { detail: name });
    else return { kind: 'extract', pbfFile: file };
  }
  return { kind: 'roads', ...roadsFromTexts(texts) };
}

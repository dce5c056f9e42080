/**
 * The records in the text of a road file: features of GeoJSON, whole or line by line, or elements of Overpass.
 * Invariant: a record that is not readable costs itself alone; a text that ends in the middle is refused.
 */
import { z } from 'zod';
import { RoadFileRefused } from './road-file-refused.ts';
import type { RoadFileForm } from './road-report.ts';

/** Stands for a record that is not readable. */
export const BROKEN = Symbol('broken');

export type FileRecords = { readonly form: RoadFileForm; readonly records: readonly unknown[] };

const crs = z.object({ properties: z.object({ name: z.string() }) });
const collection = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(z.unknown()),
  crs: crs.nullish().catch(undefined),
});
const feature = z.object({ type: z.literal('Feature') });
const overpass = z.object({ elements: z.array(z.unknown()), remark: z.string().optional() });

/** Reads a text. @throws RoadFileRefused */
export function recordsOf(text: string): FileRecords {
  const whole = parsed(text);
  if (whole !== BROKEN) return recordsIn(whole);
  if (isByLines(text)) {
    const separator = text.includes(RECORD_SEPARATOR) ? RECORD_SEPARATOR : '\n';
    const lines = text.split(separator).filter((line) => line.trim() !== '');
    const isCutOff = !text.endsWith('\n') && parsed(lines.at(-1) ?? '') === BROKEN;
    if (isCutOff) throw new RoadFileRefused('file_cut_off');
    return { form: 'geojson-lines', records: lines.flatMap(recordsInLine) };
  }
  return { form: 'geojson', records: recordsBetweenFaults(text) };
}

// RFC 8142 puts it before each text of a sequence.
const RECORD_SEPARATOR = '\x1e';

function recordsIn(whole: unknown): FileRecords {
  const answer = overpass.safeParse(whole);
  if (answer.success) {
    const { elements, remark } = answer.data;
    if (remark !== undefined) throw new RoadFileRefused('file_incomplete', { detail: remark });
    return { form: 'overpass', records: elements };
  }
  if (feature.safeParse(whole).success) return { form: 'geojson-lines', records: [whole] };
  const features = collection.safeParse(whole);
  if (!features.success) throw new RoadFileRefused('file_not_roads');
  refuseForeign(features.data.crs?.properties.name);
  return { form: 'geojson', records: features.data.features };
}

// Names of WGS 84, as tools write them.
const WGS_84 = /(CRS84h?|EPSG:[\d.]*:?(4326|4979))$/i;

function refuseForeign(name: string | undefined): void {
  if (name !== undefined && !WGS_84.test(name)) throw new RoadFileRefused('file_crs_unknown', { detail: name });
}

/** Whether features stand by themselves: no list of them begins before the first. */
function isByLines(text: string): boolean {
  const first = text.search(FEATURE_BEGINS);
  return first !== -1 && !text.slice(0, first).includes('"features"');
}

function recordsInLine(line: string): readonly unknown[] {
  const record = parsed(line);
  const features = collection.safeParse(record);
  return features.success ? features.data.features : [record];
}

/**
 * Where a collection as a whole is not readable: its features one by one, each found by how it begins. A feature within
 * a text of another does not begin so, for its quotes are escaped there.
 */
function recordsBetweenFaults(text: string): readonly unknown[] {
  const starts = [...text.matchAll(FEATURE_BEGINS)].map(({ index }) => index);
  const [first] = starts;
  if (first === undefined) throw new RoadFileRefused(/^\s*[[{]/.test(text) ? 'file_cut_off' : 'file_not_json');
  const pieces = starts.map((start, at) => text.slice(start, starts[at + 1] ?? text.length));
  const records = pieces.map((piece) => parsed(piece.slice(0, lengthOfValue(piece))));
  const last = pieces.at(-1) ?? '';
  const rest = last.slice(lengthOfValue(last));
  const isWhole = records.at(-1) === BROKEN ? closesArray(last) : /^\s*,?\s*\]/.test(rest);
  if (!isWhole) throw new RoadFileRefused('file_cut_off');
  refuseForeign(/"crs"\s*:[^[\]]*?"name"\s*:\s*"([^"]*)"/.exec(text.slice(0, first) + rest)?.[1]);
  return records;
}

const FEATURE_BEGINS = /\{(?:\s*"id"\s*:\s*(?:"(?:[^"\\]|\\.)*"|[\d.]+)\s*,)?\s*"type"\s*:\s*"Feature"/g;

/** Whether a text closes one array more than it opens: the features of the collection, behind one that is broken. */
function closesArray(text: string): boolean {
  const marks = text.replaceAll(TEXT, '');
  return /\]\s*\}\s*$/.test(text) && marks.split(']').length - marks.split('[').length === 1;
}

const TEXT = /"(?:[^"\\]|\\.)*"/g;

/** Characters of the object that a text begins with; 0 when it does not end. */
function lengthOfValue(text: string): number {
  let depth = 0;
  for (const { 0: mark, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (mark === '{') depth += 1;
    else if (mark === '}') depth -= 1;
    if (depth === 0) return index + 1;
  }
  return 0;
}

// Python writes a number that is none so, and a missing value of a table is one.
const NO_NUMBERS = /(?<=[:[,]\s*)(?:NaN|-?Infinity)(?=\s*[,\]}])/g;

function parsed(text: string): unknown {
  for (const candidate of [text, text.replaceAll(NO_NUMBERS, 'null')]) {
    try {
      return JSON.parse(candidate);
    } catch {
      // The next reading, or none.
    }
  }
  return BROKEN;
}

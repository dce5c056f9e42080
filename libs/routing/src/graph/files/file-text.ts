/** What a file is by its first bytes, whatever its name, and its text. */
import { gunzipSync } from 'node:zlib';
import { IMPORT_LIMITS } from './import-limits.ts';
import { RoadFileRefused, type RoadFileFault } from './road-file-refused.ts';

/** An OpenStreetMap extract, which the engine reads itself, or text. */
export type FileContents = { readonly kind: 'pbf' } | { readonly kind: 'text'; readonly text: string };

// A file of this format begins with the length of its first header, whose first field is this type.
const PBF = { at: 4, bytes: Buffer.from('\n\tOSMHeader', 'latin1') };
const GZIP = Buffer.from([0x1f, 0x8b]);
const OTHERS: readonly (readonly [bytes: Buffer, fault: RoadFileFault])[] = [
  [Buffer.from('PK\x03\x04', 'latin1'), 'file_zipped'],
  [Buffer.from('SQLite format 3', 'latin1'), 'file_other_format'],
  [Buffer.from([0, 0, 0x27, 0x0a]), 'file_other_format'],
  [Buffer.from('fgb', 'latin1'), 'file_other_format'],
  [Buffer.from('BZh', 'latin1'), 'file_osm_xml'],
];
// What a text is that begins with a tag, by the first that fits. Servers that are too busy answer with a page, under the name of a file.
const TAGGED: readonly (readonly [mark: RegExp, fault: RoadFileFault])[] = [
  [/<(!doctype\s+)?html/i, 'file_web_page'],
  [/<osm[\s>]/, 'file_osm_xml'],
  [/^\s*</, 'file_other_format'],
];
// PowerShell writes what is redirected into a file as UTF-16, with this mark.
const UTF_16: readonly (readonly [mark: Buffer, encoding: string])[] = [
  [Buffer.from([0xff, 0xfe]), 'utf-16le'],
  [Buffer.from([0xfe, 0xff]), 'utf-16be'],
];

/** Reads a file's bytes; what is packed with gzip is unpacked. @throws RoadFileRefused */
export function contentsOf(bytes: Buffer): FileContents {
  if (begins(bytes, GZIP)) return contentsOf(unzipped(bytes));
  if (begins(bytes.subarray(PBF.at), PBF.bytes)) return { kind: 'pbf' };
  const other = OTHERS.find(([mark]) => begins(bytes, mark));
  if (other) throw new RoadFileRefused(other[1]);
  const encoding = UTF_16.find(([mark]) => begins(bytes, mark))?.[1] ?? 'utf-8';
  // The decoder drops a mark of the byte order.
  const text = new TextDecoder(encoding).decode(bytes);
  const head = text.slice(0, 1_000);
  const tagged = /^\s*</.test(head) ? TAGGED.find(([mark]) => mark.test(head)) : undefined;
  if (tagged) throw new RoadFileRefused(tagged[1]);
  return { kind: 'text', text };
}

function unzipped(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: IMPORT_LIMITS.fileBytesMax });
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new RoadFileRefused(isTooLarge ? 'file_too_large' : 'file_cut_off');
  }
}

function begins(bytes: Buffer, mark: Buffer): boolean {
  return bytes.subarray(0, mark.length).equals(mark);
}

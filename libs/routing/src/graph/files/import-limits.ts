/** Limits of files that are imported. What is larger is not a road file of one island. */
export const IMPORT_LIMITS = {
  /** Bytes of one file, unpacked: the roads of Barbados have some 15 MB as GeoJSON. */
  fileBytesMax: 256 * 1024 * 1024,
  /** Files in one import. */
  filesMax: 50,
  /** Records that a report names for each reason. */
  examplesMax: 3,
  /** Values that a report counts for each reason; the rest are counted together. */
  valuesMax: 20,
  /** Characters of such a value. */
  valueCharsMax: 40,
} as const;

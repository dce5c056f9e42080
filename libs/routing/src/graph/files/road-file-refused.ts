import type { RoadFileReport } from './road-report.ts';

/** Why a file of roads is not taken, and what helps. */
export const ROAD_FILE_FAULTS = {
  files_mixed: 'An OpenStreetMap extract (.osm.pbf) is imported alone; only GeoJSON and Overpass files are joined.',
  files_too_many: 'There are more files than are joined at once.',
  file_too_large: 'The file is larger than any road file of Barbados.',
  file_zipped: 'The file is a ZIP archive: unpack it first.',
  file_osm_xml: 'The file is OpenStreetMap XML: convert it with `osmium cat roads.osm -o roads.osm.pbf`.',
  file_other_format:
    'The file is a GeoPackage, shapefile, FlatGeobuf, KML or GraphML: convert it, with GDAL by `ogr2ogr -t_srs EPSG:4326 roads.geojson FILE`.',
  file_web_page:
    'The file is a web page: most likely what a server that was too busy answered. Look at it, and fetch it again.',
  file_not_json: 'The file is neither JSON nor an OpenStreetMap extract.',
  file_not_roads: 'The file is JSON, but neither GeoJSON features nor an Overpass answer.',
  file_cut_off: 'The file ends in the middle: what is missing cannot be known. Fetch it again.',
  file_incomplete: 'Overpass says that its answer is not complete. Ask again, with a longer `[timeout:…]`.',
  file_crs_unknown:
    'The coordinates are not degrees of WGS 84: convert with `ogr2ogr -t_srs EPSG:4326 roads.geojson FILE`.',
  file_no_roads: 'The file holds no road that a car may drive.',
} as const;
export type RoadFileFault = keyof typeof ROAD_FILE_FAULTS;

/** A file is not taken, as a whole. */
export class RoadFileRefused extends Error {
  readonly code: RoadFileFault;
  /** What was found until then; null where nothing was read. */
  readonly report: RoadFileReport | null;

  constructor(code: RoadFileFault, told: { readonly detail?: string; readonly report?: RoadFileReport } = {}) {
    super(`${code}: ${ROAD_FILE_FAULTS[code]}${told.detail === undefined ? '' : ` (${told.detail})`}`);
    this.name = 'RoadFileRefused';
    this.code = code;
    this.report = told.report ?? null;
  }
}

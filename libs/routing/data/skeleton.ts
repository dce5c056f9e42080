/**
 * The roads of Barbados in outline: 74 junctions and places, and the 118 stretches of main road between them.
 * Lengths are by road, to 0.1 km; how they were found, and how far they may be off, is in README.md beside this file.
 * A stretch is named `<from>-<to>`, in closures too. Names and numbers are indicative. Traffic keeps left.
 *
 * Coordinates are OpenStreetMap's (© OpenStreetMap contributors, ODbL 1.0): what is made of this file stays under ODbL.
 */

/** Legal speed by class of road, in km/h: 80 on the highways, 60 unless posted, 40 on the small roads. */
export const ROAD_CLASSES = {
  trunk: { speedKmPerHour: 80 },
  primary: { speedKmPerHour: 60 },
  secondary: { speedKmPerHour: 60 },
  tertiary: { speedKmPerHour: 40 },
} as const;
export type RoadClass = keyof typeof ROAD_CLASSES;

/**
 * How long stretches are taken to be, in percent of what buses drive on them: a bus leaves a main road for its stops and stands. With
 * `offRoadPercent` calibrated on the 16 known distances; how far it may be off is in README.md beside this file.
 */
export const CALIBRATION = { trunk: 90, primary: 90, secondary: 100, tertiary: 100 } as const;

/** What fares and tolerances go by, beside the stretches: how much longer than the crow small roads are, and how far either may be off. */
export const RULER = { offRoadPercent: 175, roadTolerancePercent: 20, offRoadTolerancePercent: 40 } as const;

export type SkeletonNode = {
  readonly id: string;
  readonly name: string;
  readonly lat: number;
  readonly lon: number;
  /** Known to about 300 m only, and from no free file. */
  readonly approximate?: true;
};

export type SkeletonEdge = {
  readonly from: string;
  readonly to: string;
  /** As buses go. */
  readonly km: number;
  readonly class: RoadClass;
  /** The number on the signs. */
  readonly ref?: string;
  readonly road?: string;
  /** No measured way: 1.4 times the crow. */
  readonly estimated?: true;
};

// prettier-ignore
export const NODES: readonly SkeletonNode[] = [
  { id: 'BGT', name: 'Bridgetown, Heroes Sq/Broad St', lat: 13.0967, lon: -59.6141 },
  { id: 'PALI', name: 'Princess Alice bus terminal / Cheapside', lat: 13.0978, lon: -59.6218 },
  { id: 'PORT', name: 'Bridgetown Port / Spring Garden south', lat: 13.106, lon: -59.629, approximate: true },
  { id: 'QEH', name: 'Queen Elizabeth Hospital', lat: 13.0955, lon: -59.6069 },
  { id: 'EAGL', name: 'Eagle Hall', lat: 13.1134, lon: -59.6145 },
  { id: 'BROC', name: 'Black Rock', lat: 13.1205, lon: -59.6221 },
  { id: 'UWI', name: 'UWI Cave Hill / University Drive', lat: 13.138, lon: -59.629, approximate: true },
  { id: 'WARR', name: 'Warrens (Everton Weekes RA)', lat: 13.142, lon: -59.61, approximate: true },
  { id: 'WELC', name: 'Welches (H2A)', lat: 13.154, lon: -59.611, approximate: true },
  { id: 'CLYW', name: 'Clyde Walcott RA (ABC/Hothersal)', lat: 13.125, lon: -59.594, approximate: true },
  { id: 'NILE', name: 'Norman Niles RA (ABC/H4)', lat: 13.113, lon: -59.584, approximate: true },
  { id: 'BUSS', name: 'Bussa/JTC Ramsey RA (ABC/H5)', lat: 13.106, lon: -59.58, approximate: true },
  { id: 'WILD', name: 'Wildey (ABC/Highway R, Sobers RA)', lat: 13.0907, lon: -59.5772 },
  { id: 'SHER', name: 'Sheraton/Sargeants Village', lat: 13.082, lon: -59.566, approximate: true },
  { id: 'KEND', name: 'Kendal Hill (ABC, Talma RA)', lat: 13.0777, lon: -59.5587 },
  { id: 'NEWT', name: 'Newton (ABC, Henry Forde RA)', lat: 13.0792, lon: -59.5327 },
  { id: 'COVE', name: 'Coverley (H7)', lat: 13.0843, lon: -59.5025 },
  { id: 'BGI', name: "Grantley Adams Int'l Airport", lat: 13.0808, lon: -59.4884 },
  { id: 'GARR', name: 'Garrison', lat: 13.079, lon: -59.607, approximate: true },
  { id: 'HAST', name: 'Hastings', lat: 13.074, lon: -59.597, approximate: true },
  { id: 'ROCK', name: 'Rockley/Accra Beach', lat: 13.0742, lon: -59.5888 },
  { id: 'WORT', name: 'Worthing', lat: 13.0711, lon: -59.5811 },
  { id: 'STLA', name: 'St. Lawrence Gap/Dover', lat: 13.0677, lon: -59.5746 },
  { id: 'MAXW', name: 'Maxwell', lat: 13.07, lon: -59.564, approximate: true },
  { id: 'OIST', name: 'Oistins', lat: 13.0632, lon: -59.5422 },
  { id: 'THOR', name: 'Thornbury Hill/Lodge Road', lat: 13.065, lon: -59.535, approximate: true },
  { id: 'SILV', name: 'Silver Sands', lat: 13.05, lon: -59.5182 },
  { id: 'SIXR', name: 'Six Cross Roads', lat: 13.1178, lon: -59.477 },
  { id: 'FOUR', name: 'Four Roads (St Philip)', lat: 13.1084, lon: -59.4715 },
  { id: 'STMA', name: 'St Martins (St Philip)', lat: 13.0955, lon: -59.4648 },
  { id: 'CRAN', name: 'Crane', lat: 13.1052, lon: -59.4471 },
  { id: 'LONG', name: 'Long Bay/Sam Lords', lat: 13.125, lon: -59.435, approximate: true },
  { id: 'MARL', name: 'Marley Vale/Ragged Point', lat: 13.1619, lon: -59.4401 },
  { id: 'BAYF', name: 'Bayfield', lat: 13.1661, lon: -59.4537 },
  { id: 'BREN', name: 'Brereton/Boarded Hall H5', lat: 13.12, lon: -59.5043 },
  { id: 'BULK', name: 'Bulkeley/Charles Rowe Bridge (H4/H5 St George)', lat: 13.122, lon: -59.549, approximate: true },
  { id: 'ELLE', name: 'Ellerton', lat: 13.1341, lon: -59.5395 },
  { id: 'STGE', name: 'St George Parish Church (Glebe)', lat: 13.1351, lon: -59.5634 },
  { id: 'GUNH', name: 'Gun Hill', lat: 13.143, lon: -59.554, approximate: true },
  { id: 'MARK', name: 'Market Hill', lat: 13.1552, lon: -59.5604 },
  { id: 'LODG', name: 'Lodge School (St John)', lat: 13.1671, lon: -59.4878 },
  { id: 'CODR', name: 'Codrington College', lat: 13.1753, lon: -59.4754 },
  { id: 'FR4J', name: 'Four Roads (St John)', lat: 13.1703, lon: -59.5219 },
  { id: 'BLAC', name: 'Blackmans / Grantley Adams School (St Joseph)', lat: 13.188, lon: -59.543, approximate: true },
  { id: 'HORS', name: 'Horse Hill', lat: 13.2003, lon: -59.5388 },
  { id: 'BATH', name: 'Bathsheba', lat: 13.2129, lon: -59.5227 },
  { id: 'CATT', name: 'Cattlewash/Lakes (Ermy Bourne Hwy)', lat: 13.229, lon: -59.539, approximate: true },
  { id: 'BELL', name: 'Belleplaine', lat: 13.2459, lon: -59.5627 },
  { id: 'CHAL', name: 'Chalky Mount', lat: 13.2276, lon: -59.554 },
  { id: 'BISS', name: 'Bissex', lat: 13.22, lon: -59.548, approximate: true },
  { id: 'HARR', name: "Harrison's Cave", lat: 13.185, lon: -59.575, approximate: true },
  { id: 'HILL', name: 'Hillaby', lat: 13.212, lon: -59.5908 },
  { id: 'ROCT', name: 'Rock Hall (St Thomas)', lat: 13.1882, lon: -59.6001 },
  { id: 'ORAN', name: 'Orange Hill (H2A)', lat: 13.2062, lon: -59.6065 },
  { id: 'FITT', name: 'Fitts Village', lat: 13.156, lon: -59.637, approximate: true },
  { id: 'PROS', name: 'Prospect (St James)', lat: 13.14, lon: -59.637, approximate: true },
  { id: 'PAYN', name: 'Paynes Bay', lat: 13.1626, lon: -59.6367 },
  { id: 'HOLE', name: 'Holetown', lat: 13.1856, lon: -59.6373 },
  { id: 'PORV', name: 'Portvale (H1A/H2A)', lat: 13.191, lon: -59.612, approximate: true },
  { id: 'WEST', name: 'Westmoreland (H2A)', lat: 13.229, lon: -59.623, approximate: true },
  { id: 'MTST', name: 'Mount Standfast / Weston', lat: 13.2103, lon: -59.6349 },
  { id: 'MULL', name: 'Mullins', lat: 13.2362, lon: -59.643 },
  { id: 'SPEI', name: 'Speightstown', lat: 13.2521, lon: -59.6425 },
  { id: 'MILE', name: 'Mile and a Quarter', lat: 13.2676, lon: -59.621 },
  { id: 'SIXM', name: "Six Men's", lat: 13.2677, lon: -59.6445 },
  { id: 'CHEC', name: 'Checker Hall', lat: 13.2817, lon: -59.6463 },
  { id: 'CRAB', name: 'Crab Hill', lat: 13.3159, lon: -59.6323 },
  { id: 'STLU', name: 'St Lucy Parish Church (circle)', lat: 13.2952, lon: -59.6207 },
  { id: 'CONN', name: 'Connell Town / Animal Flower Cave', lat: 13.3266, lon: -59.6152 },
  { id: 'PIEC', name: 'Pie Corner', lat: 13.307, lon: -59.5844 },
  { id: 'BOSC', name: 'Boscobelle', lat: 13.2866, lon: -59.5787 },
  { id: 'CHER', name: 'Cherry Tree Hill', lat: 13.2735, lon: -59.5849 },
  { id: 'FARL', name: 'Farley Hill', lat: 13.266, lon: -59.595, approximate: true },
  { id: 'MAHO', name: 'Hopewell area, H2 (St Thomas)', lat: 13.1788, lon: -59.579 },
];

// prettier-ignore
export const EDGES: readonly SkeletonEdge[] = [
  { from: 'BGT', to: 'PALI', km: 1, class: 'tertiary', road: 'Broad Street and Hincks Street' },
  { from: 'PALI', to: 'PORT', km: 1.2, class: 'trunk', road: 'Mighty Grynner Highway' },
  { from: 'PORT', to: 'BROC', km: 2.8, class: 'tertiary', road: 'President Kennedy Drive' },
  { from: 'PORT', to: 'UWI', km: 4.7, class: 'trunk', road: 'Mighty Grynner Highway' },
  { from: 'BGT', to: 'EAGL', km: 2.5, class: 'primary', ref: 'H1', road: 'Baxters Road' },
  { from: 'EAGL', to: 'BROC', km: 1.2, class: 'primary', ref: 'H1', road: 'Black Rock Main Road' },
  { from: 'BROC', to: 'UWI', km: 3.2, class: 'primary', ref: 'H1' },
  { from: 'UWI', to: 'PROS', km: 1.3, class: 'primary', ref: 'H1', estimated: true },
  { from: 'PROS', to: 'FITT', km: 1.8, class: 'primary', ref: 'H1' },
  { from: 'FITT', to: 'PAYN', km: 0.8, class: 'primary', ref: 'H1' },
  { from: 'PAYN', to: 'HOLE', km: 2.9, class: 'primary', ref: 'H1' },
  { from: 'HOLE', to: 'MTST', km: 3.9, class: 'primary', ref: 'H1', estimated: true },
  { from: 'MTST', to: 'MULL', km: 4.6, class: 'primary', ref: 'H1' },
  { from: 'MULL', to: 'SPEI', km: 2, class: 'primary', ref: 'H1' },
  { from: 'UWI', to: 'WARR', km: 2.6, class: 'trunk', ref: 'ABC', road: 'Gordon Cummins Highway' },
  { from: 'SPEI', to: 'SIXM', km: 2.1, class: 'secondary', ref: 'H1B' },
  { from: 'SIXM', to: 'CHEC', km: 1.8, class: 'secondary', ref: 'H1B' },
  { from: 'CHEC', to: 'CRAB', km: 5.1, class: 'secondary', ref: 'H1B' },
  { from: 'CRAB', to: 'CONN', km: 2.6, class: 'tertiary' },
  { from: 'CRAB', to: 'STLU', km: 3.3, class: 'secondary', ref: 'H1C' },
  { from: 'STLU', to: 'CONN', km: 5.8, class: 'tertiary' },
  { from: 'STLU', to: 'PIEC', km: 5.1, class: 'tertiary' },
  { from: 'PIEC', to: 'BOSC', km: 3.5, class: 'tertiary' },
  { from: 'BOSC', to: 'CHER', km: 1.6, class: 'tertiary', road: 'Cherry Tree Hill' },
  { from: 'CHER', to: 'FARL', km: 2, class: 'tertiary', estimated: true },
  { from: 'SPEI', to: 'MILE', km: 3.4, class: 'secondary', ref: 'H1B', road: 'Station Hill' },
  { from: 'MILE', to: 'STLU', km: 3.7, class: 'secondary', ref: 'H1B', road: "Charles Duncan O'Neal Highway" },
  { from: 'MILE', to: 'FARL', km: 3.5, class: 'primary', ref: 'H1' },
  { from: 'FARL', to: 'BELL', km: 6, class: 'primary', ref: 'H2' },
  { from: 'MILE', to: 'WEST', km: 4.7, class: 'trunk', ref: 'H2A', road: 'Ronald Mapp Highway' },
  { from: 'WEST', to: 'ORAN', km: 4.3, class: 'trunk', ref: 'H2A', road: 'Ronald Mapp Highway' },
  { from: 'ORAN', to: 'PORV', km: 2.7, class: 'trunk', ref: 'H2A', road: 'Ronald Mapp Highway' },
  { from: 'PORV', to: 'WELC', km: 4.7, class: 'trunk', ref: 'H2A', road: 'Ronald Mapp Highway' },
  { from: 'WELC', to: 'WARR', km: 1.7, class: 'trunk', ref: 'H2A', road: 'Ronald Mapp Highway' },
  { from: 'HOLE', to: 'PORV', km: 3.7, class: 'secondary', ref: 'H1A' },
  { from: 'MTST', to: 'ORAN', km: 4.6, class: 'tertiary' },
  { from: 'WELC', to: 'PAYN', km: 4, class: 'tertiary' },
  { from: 'PORV', to: 'ROCT', km: 1.8, class: 'tertiary' },
  { from: 'WELC', to: 'ROCT', km: 5.6, class: 'secondary', ref: 'D' },
  { from: 'ROCT', to: 'MAHO', km: 3.5, class: 'secondary', ref: 'D', estimated: true },
  { from: 'ROCT', to: 'HILL', km: 3.8, class: 'secondary', ref: 'D' },
  { from: 'MAHO', to: 'HARR', km: 1.5, class: 'primary', ref: 'H2' },
  { from: 'WARR', to: 'MAHO', km: 6.3, class: 'primary', ref: 'H2' },
  { from: 'HARR', to: 'HILL', km: 4.9, class: 'tertiary', estimated: true },
  { from: 'HARR', to: 'CHAL', km: 7.5, class: 'primary', ref: 'H2' },
  { from: 'HILL', to: 'BELL', km: 7.7, class: 'tertiary' },
  { from: 'EAGL', to: 'WARR', km: 4, class: 'primary', ref: 'H2', road: 'Spooners Hill and Green Hill' },
  { from: 'WARR', to: 'CLYW', km: 3.1, class: 'trunk', ref: 'ABC' },
  { from: 'CLYW', to: 'NILE', km: 1.9, class: 'trunk', ref: 'ABC' },
  { from: 'NILE', to: 'BUSS', km: 1.1, class: 'trunk', ref: 'ABC' },
  { from: 'BUSS', to: 'WILD', km: 2, class: 'trunk', ref: 'ABC' },
  { from: 'WILD', to: 'SHER', km: 1.9, class: 'trunk', ref: 'ABC' },
  { from: 'SHER', to: 'KEND', km: 1.3, class: 'trunk', ref: 'ABC', estimated: true },
  { from: 'KEND', to: 'NEWT', km: 3.5, class: 'trunk', ref: 'ABC', road: 'Tom Adams Highway' },
  { from: 'NEWT', to: 'COVE', km: 3.8, class: 'trunk', ref: 'ABC', road: 'Tom Adams Highway' },
  { from: 'COVE', to: 'BGI', km: 2.7, class: 'trunk', ref: 'ABC', road: 'Tom Adams Highway' },
  { from: 'BGT', to: 'QEH', km: 0.9, class: 'tertiary', road: 'Martindales Road and River Road' },
  { from: 'QEH', to: 'BUSS', km: 3.7, class: 'primary', ref: 'H5', road: 'Two Mile Hill' },
  { from: 'QEH', to: 'NILE', km: 4, class: 'primary', ref: 'H4', road: 'My Lords Hill' },
  { from: 'QEH', to: 'CLYW', km: 4.3, class: 'primary', ref: 'H3', road: 'Roebuck Street and Waterford' },
  { from: 'QEH', to: 'WILD', km: 3.9, class: 'primary', ref: 'H6', road: 'Collymore Rock' },
  { from: 'QEH', to: 'GARR', km: 2.3, class: 'primary', ref: 'H7', road: 'Bay Street' },
  { from: 'GARR', to: 'HAST', km: 1.3, class: 'primary', ref: 'H7' },
  { from: 'HAST', to: 'ROCK', km: 1, class: 'primary', ref: 'H7' },
  { from: 'ROCK', to: 'WORT', km: 1, class: 'primary', ref: 'H7' },
  { from: 'WORT', to: 'STLA', km: 0.8, class: 'primary', ref: 'H7' },
  { from: 'STLA', to: 'MAXW', km: 1.4, class: 'primary', ref: 'H7' },
  { from: 'MAXW', to: 'OIST', km: 2.6, class: 'primary', ref: 'H7' },
  { from: 'THOR', to: 'COVE', km: 5, class: 'primary', ref: 'H7' },
  { from: 'KEND', to: 'MAXW', km: 1.4, class: 'tertiary', estimated: true },
  { from: 'SHER', to: 'WORT', km: 2.9, class: 'tertiary', road: 'Rendezvous', estimated: true },
  { from: 'NEWT', to: 'OIST', km: 2.4, class: 'tertiary', road: 'Lodge Road and Church Hill' },
  { from: 'OIST', to: 'THOR', km: 0.9, class: 'primary', ref: 'H7', road: 'Thornbury Hill' },
  { from: 'OIST', to: 'SILV', km: 3.5, class: 'tertiary', road: 'Enterprise Coast Road' },
  { from: 'SILV', to: 'COVE', km: 6.6, class: 'tertiary' },
  { from: 'NEWT', to: 'SIXR', km: 8.3, class: 'primary', ref: 'H6' },
  { from: 'WILD', to: 'SIXR', km: 14.3, class: 'primary', ref: 'H6' },
  { from: 'COVE', to: 'SIXR', km: 6.3, class: 'secondary', ref: 'P' },
  { from: 'BGI', to: 'STMA', km: 3.6, class: 'secondary', ref: 'N' },
  { from: 'STMA', to: 'CRAN', km: 2.9, class: 'secondary', ref: 'N' },
  { from: 'STMA', to: 'FOUR', km: 1.9, class: 'tertiary' },
  { from: 'FOUR', to: 'SIXR', km: 1.3, class: 'secondary', ref: 'H6B' },
  { from: 'FOUR', to: 'CRAN', km: 3.1, class: 'secondary', ref: 'O' },
  { from: 'CRAN', to: 'LONG', km: 3.1, class: 'secondary', ref: 'N' },
  { from: 'SIXR', to: 'LONG', km: 5.8, class: 'primary', ref: 'H5' },
  { from: 'SIXR', to: 'BREN', km: 3.3, class: 'primary', ref: 'H5' },
  { from: 'BREN', to: 'BUSS', km: 9.1, class: 'primary', ref: 'H5' },
  { from: 'LONG', to: 'MARL', km: 5.6, class: 'secondary', ref: 'H5B' },
  { from: 'MARL', to: 'BAYF', km: 2.2, class: 'secondary', ref: 'H5B' },
  { from: 'BAYF', to: 'CODR', km: 4.2, class: 'secondary', ref: 'H5B' },
  { from: 'BAYF', to: 'LODG', km: 5.5, class: 'secondary', ref: 'H4B' },
  { from: 'SIXR', to: 'LODG', km: 7.3, class: 'secondary', ref: 'H4B' },
  { from: 'BREN', to: 'BULK', km: 5.9, class: 'secondary', ref: 'H4B' },
  { from: 'BULK', to: 'NILE', km: 4.4, class: 'primary', ref: 'H4' },
  { from: 'BULK', to: 'ELLE', km: 1.9, class: 'primary', ref: 'H4' },
  { from: 'ELLE', to: 'LODG', km: 11.3, class: 'primary', ref: 'H4' },
  { from: 'BULK', to: 'STGE', km: 3.1, class: 'tertiary' },
  { from: 'NILE', to: 'STGE', km: 3.9, class: 'primary', ref: 'H4', road: 'Salters' },
  { from: 'CLYW', to: 'STGE', km: 4.8, class: 'primary', ref: 'H3' },
  { from: 'CLYW', to: 'MARK', km: 5.8, class: 'primary', ref: 'H3' },
  { from: 'MARK', to: 'BLAC', km: 5.2, class: 'primary', ref: 'H3' },
  { from: 'FR4J', to: 'BLAC', km: 4.3, class: 'primary', ref: 'H3', estimated: true },
  { from: 'HORS', to: 'BATH', km: 3.3, class: 'primary', ref: 'H3' },
  { from: 'STGE', to: 'GUNH', km: 1.4, class: 'tertiary', road: 'Gun Hill' },
  { from: 'GUNH', to: 'MARK', km: 2.2, class: 'secondary', ref: 'X' },
  { from: 'MARK', to: 'FR4J', km: 5.4, class: 'secondary', ref: 'H3B' },
  { from: 'GUNH', to: 'FR4J', km: 5.7, class: 'secondary', ref: 'H3B' },
  { from: 'MARK', to: 'MAHO', km: 4.6, class: 'tertiary', estimated: true },
  { from: 'LODG', to: 'CODR', km: 2.2, class: 'tertiary', estimated: true },
  { from: 'LODG', to: 'FR4J', km: 5.2, class: 'secondary', ref: 'H3B', estimated: true },
  { from: 'BLAC', to: 'HORS', km: 2, class: 'primary', ref: 'H3', road: 'Horse Hill' },
  { from: 'BATH', to: 'CATT', km: 4, class: 'secondary', road: 'Ermy Bourne Highway' },
  { from: 'CATT', to: 'BELL', km: 3.8, class: 'secondary', road: 'Ermy Bourne Highway' },
  { from: 'HORS', to: 'BISS', km: 3.4, class: 'secondary', ref: 'H3A', road: 'Cleavers Hill', estimated: true },
  { from: 'BISS', to: 'CHAL', km: 1.5, class: 'secondary', ref: 'H3A' },
  { from: 'CHAL', to: 'BELL', km: 3.4, class: 'secondary', ref: 'H3A' },
  { from: 'FR4J', to: 'BATH', km: 6.6, class: 'tertiary', estimated: true },
  { from: 'CODR', to: 'BATH', km: 10.5, class: 'secondary', ref: 'H', road: 'Coach Hill' },
];

const METERS_PER_KM = 1_000;

/** How long a stretch is, in whole metres, as calibrated. */
export function stretchMeters({ km, class: roadClass }: SkeletonEdge): number {
  return Math.round((km * METERS_PER_KM * CALIBRATION[roadClass]) / 100);
}

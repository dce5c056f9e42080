/**
 * The places of Barbados that Bimride knows by name. Coordinates are OpenStreetMap's (© OpenStreetMap contributors,
 * ODbL 1.0), good to tens of metres; an approximate one is from no free file and good to about 300 m.
 */

/** What a place may be. */
export const PLACE_KINDS = [
  'airport',
  'beach',
  'bus_terminal',
  'college',
  'commercial',
  'court',
  'fire',
  'hamlet',
  'hospital',
  'landmark',
  'mall',
  'police',
  'port',
  'school',
  'stadium',
  'suburb',
  'town',
  'town_centre',
  'university',
  'village',
] as const;
export type PlaceKind = (typeof PLACE_KINDS)[number];

export type KnownPlace = {
  readonly id: string;
  readonly name: string;
  readonly kind: PlaceKind;
  /** Code of the parish. */
  readonly parish: string;
  readonly lat: number;
  readonly lon: number;
  readonly approximate?: true;
};

// prettier-ignore
export const PLACES: readonly KnownPlace[] = [
  { id: 'bridgetown', name: 'Bridgetown, Heroes Square / Upper Broad St taxi stand', kind: 'town_centre', parish: 'BB-08', lat: 13.09666, lon: -59.61414 },
  { id: 'bridgetown-port', name: 'Bridgetown Port (cruise terminal)', kind: 'port', parish: 'BB-08', lat: 13.106, lon: -59.63, approximate: true },
  { id: 'qeh', name: 'Queen Elizabeth Hospital', kind: 'hospital', parish: 'BB-08', lat: 13.09554, lon: -59.60685 },
  { id: 'bayview', name: 'Bayview Hospital', kind: 'hospital', parish: 'BB-08', lat: 13.0883, lon: -59.60823 },
  { id: 'psych-hospital', name: 'Psychiatric Hospital, Black Rock', kind: 'hospital', parish: 'BB-08', lat: 13.12055, lon: -59.62211 },
  { id: 'fairchild', name: 'Granville Williams (Fairchild St) bus terminal', kind: 'bus_terminal', parish: 'BB-08', lat: 13.09611, lon: -59.61234 },
  { id: 'constitution', name: 'Constitution River ZR terminal', kind: 'bus_terminal', parish: 'BB-08', lat: 13.09654, lon: -59.60865 },
  { id: 'princess-alice', name: 'Princess Alice bus terminal', kind: 'bus_terminal', parish: 'BB-08', lat: 13.09777, lon: -59.62182 },
  { id: 'cheapside', name: 'Cheapside ZR/minibus terminal', kind: 'bus_terminal', parish: 'BB-08', lat: 13.09817, lon: -59.62158 },
  { id: 'speightstown-terminal', name: 'Speightstown bus terminal', kind: 'bus_terminal', parish: 'BB-09', lat: 13.25207, lon: -59.64254 },
  { id: 'airport', name: 'Grantley Adams International (BGI/TBPB)', kind: 'airport', parish: 'BB-01', lat: 13.08075, lon: -59.48842 },
  { id: 'police-hq', name: 'Police headquarters, Roebuck St', kind: 'police', parish: 'BB-08', lat: 13.0986, lon: -59.61413 },
  { id: 'police-central', name: 'Central police station', kind: 'police', parish: 'BB-08', lat: 13.09969, lon: -59.61616 },
  { id: 'police-a', name: 'District A police station, Station Hill', kind: 'police', parish: 'BB-08', lat: 13.11173, lon: -59.603 },
  { id: 'police-b', name: 'District B police station, Boarded Hall', kind: 'police', parish: 'BB-03', lat: 13.10878, lon: -59.54035 },
  { id: 'police-c', name: 'District C police station', kind: 'police', parish: 'BB-10', lat: 13.14781, lon: -59.48017 },
  { id: 'police-d', name: 'District D police station', kind: 'police', parish: 'BB-11', lat: 13.15656, lon: -59.59445 },
  { id: 'police-f', name: 'District F police station', kind: 'police', parish: 'BB-06', lat: 13.19257, lon: -59.54401 },
  { id: 'police-blackrock', name: 'Black Rock police station', kind: 'police', parish: 'BB-08', lat: 13.11404, lon: -59.61561 },
  { id: 'police-hastings', name: 'Hastings/Worthing police station', kind: 'police', parish: 'BB-01', lat: 13.07769, lon: -59.60373 },
  { id: 'police-worthing', name: 'Worthing police sub-station', kind: 'police', parish: 'BB-01', lat: 13.06928, lon: -59.57665 },
  { id: 'police-oistins', name: 'Oistins police station', kind: 'police', parish: 'BB-01', lat: 13.06152, lon: -59.54017 },
  { id: 'police-speightstown', name: 'Speightstown police station', kind: 'police', parish: 'BB-09', lat: 13.25169, lon: -59.6435 },
  { id: 'police-crabhill', name: 'Crab Hill police station', kind: 'police', parish: 'BB-07', lat: 13.31593, lon: -59.63233 },
  { id: 'fire-worthing', name: 'Worthing fire station', kind: 'fire', parish: 'BB-01', lat: 13.07427, lon: -59.58197 },
  { id: 'fire-weston', name: 'Barbados Fire Service, Weston', kind: 'fire', parish: 'BB-04', lat: 13.21662, lon: -59.6413 },
  { id: 'fire-fourroads', name: 'Four Roads fire station', kind: 'fire', parish: 'BB-05', lat: 13.16992, lon: -59.52205 },
  { id: 'supreme-court', name: 'Supreme Court complex, Whitepark', kind: 'court', parish: 'BB-08', lat: 13.10207, lon: -59.6138 },
  { id: 'oistins', name: 'Oistins', kind: 'town', parish: 'BB-01', lat: 13.06319, lon: -59.54224 },
  { id: 'oistins-market', name: 'Berinda Cox fish market, Oistins', kind: 'landmark', parish: 'BB-01', lat: 13.06349, lon: -59.54345 },
  { id: 'holetown', name: 'Holetown', kind: 'town', parish: 'BB-04', lat: 13.18561, lon: -59.63729 },
  { id: 'speightstown', name: 'Speightstown', kind: 'town', parish: 'BB-09', lat: 13.25005, lon: -59.64238 },
  { id: 'bathsheba', name: 'Bathsheba', kind: 'village', parish: 'BB-06', lat: 13.21294, lon: -59.52272 },
  { id: 'harrisons-cave', name: "Harrison's Cave / Welchman Hall", kind: 'landmark', parish: 'BB-11', lat: 13.18635, lon: -59.57715 },
  { id: 'sixcross', name: 'Six Cross Roads', kind: 'town', parish: 'BB-10', lat: 13.11779, lon: -59.47701 },
  { id: 'belleplaine', name: 'Belleplaine', kind: 'village', parish: 'BB-02', lat: 13.24592, lon: -59.56272 },
  { id: 'warrens', name: 'Warrens (Eunice Gibson polyclinic)', kind: 'commercial', parish: 'BB-08', lat: 13.14098, lon: -59.6059 },
  { id: 'uwi', name: 'UWI Cave Hill campus', kind: 'university', parish: 'BB-08', lat: 13.13599, lon: -59.63128 },
  { id: 'bcc', name: 'Barbados Community College', kind: 'college', parish: 'BB-08', lat: 13.10525, lon: -59.58825 },
  { id: 'codrington', name: 'Codrington College', kind: 'college', parish: 'BB-05', lat: 13.17526, lon: -59.47542 },
  { id: 'lodge-school', name: 'The Lodge School', kind: 'school', parish: 'BB-05', lat: 13.16706, lon: -59.48782 },
  { id: 'garrison', name: 'Garrison Savannah', kind: 'landmark', parish: 'BB-08', lat: 13.079, lon: -59.607, approximate: true },
  { id: 'kensington', name: 'Kensington Oval', kind: 'stadium', parish: 'BB-08', lat: 13.106, lon: -59.622, approximate: true },
  { id: 'sheraton', name: 'Sheraton Mall, Sargeants Village', kind: 'mall', parish: 'BB-01', lat: 13.082, lon: -59.566, approximate: true },
  { id: 'rockley', name: 'Rockley / Accra beach car park', kind: 'beach', parish: 'BB-01', lat: 13.07417, lon: -59.58879 },
  { id: 'worthing', name: 'Worthing', kind: 'suburb', parish: 'BB-01', lat: 13.07115, lon: -59.58106 },
  { id: 'st-lawrence', name: 'St. Lawrence Gap', kind: 'village', parish: 'BB-01', lat: 13.0677, lon: -59.57465 },
  { id: 'maxwell', name: 'Maxwell', kind: 'village', parish: 'BB-01', lat: 13.07096, lon: -59.56412 },
  { id: 'enterprise', name: 'Enterprise / Miami beach', kind: 'beach', parish: 'BB-01', lat: 13.05711, lon: -59.53272 },
  { id: 'silver-sands', name: 'Silver Sands', kind: 'village', parish: 'BB-01', lat: 13.05003, lon: -59.51823 },
  { id: 'coverley', name: 'Coverley', kind: 'village', parish: 'BB-01', lat: 13.08201, lon: -59.50217 },
  { id: 'crane', name: 'Crane', kind: 'village', parish: 'BB-10', lat: 13.10525, lon: -59.44711 },
  { id: 'foul-bay', name: 'Foul Bay', kind: 'beach', parish: 'BB-10', lat: 13.09661, lon: -59.45488 },
  { id: 'bottom-bay', name: 'Bottom Bay', kind: 'beach', parish: 'BB-10', lat: 13.13954, lon: -59.42693 },
  { id: 'ragged-point', name: 'Ragged Point', kind: 'landmark', parish: 'BB-10', lat: 13.16235, lon: -59.43414 },
  { id: 'bayfield', name: 'Bayfield', kind: 'village', parish: 'BB-10', lat: 13.16614, lon: -59.45367 },
  { id: 'four-roads-john', name: 'Four Roads (St John)', kind: 'village', parish: 'BB-05', lat: 13.17051, lon: -59.52224 },
  { id: 'martins-bay', name: "Martin's Bay", kind: 'hamlet', parish: 'BB-05', lat: 13.19682, lon: -59.49206 },
  { id: 'andromeda', name: 'Andromeda Gardens', kind: 'landmark', parish: 'BB-06', lat: 13.209, lon: -59.518, approximate: true },
  { id: 'chalky-mount', name: 'Chalky Mount', kind: 'village', parish: 'BB-02', lat: 13.22758, lon: -59.55398 },
  { id: 'hillaby', name: 'Hillaby (Mount Hillaby)', kind: 'village', parish: 'BB-02', lat: 13.21196, lon: -59.5908 },
  { id: 'gun-hill', name: 'Gun Hill signal station', kind: 'landmark', parish: 'BB-03', lat: 13.143, lon: -59.556, approximate: true },
  { id: 'market-hill', name: 'Market Hill', kind: 'village', parish: 'BB-03', lat: 13.15725, lon: -59.55932 },
  { id: 'ellerton', name: 'Ellerton', kind: 'village', parish: 'BB-03', lat: 13.13408, lon: -59.53948 },
  { id: 'paynes-bay', name: 'Paynes Bay fish market', kind: 'beach', parish: 'BB-04', lat: 13.16014, lon: -59.63725 },
  { id: 'sandy-lane', name: 'Sandy Lane', kind: 'suburb', parish: 'BB-04', lat: 13.17418, lon: -59.62892 },
  { id: 'mullins', name: 'Mullins', kind: 'beach', parish: 'BB-09', lat: 13.23616, lon: -59.64298 },
  { id: 'mile-quarter', name: 'Mile and a Quarter', kind: 'village', parish: 'BB-09', lat: 13.26763, lon: -59.62103 },
  { id: 'checker-hall', name: 'Checker Hall', kind: 'village', parish: 'BB-07', lat: 13.28171, lon: -59.64628 },
  { id: 'animal-flower', name: 'Animal Flower Cave', kind: 'landmark', parish: 'BB-07', lat: 13.33472, lon: -59.61331 },
  { id: 'pie-corner', name: 'Pie Corner', kind: 'village', parish: 'BB-07', lat: 13.307, lon: -59.58441 },
  { id: 'cherry-tree', name: 'Cherry Tree Hill vista', kind: 'landmark', parish: 'BB-09', lat: 13.27351, lon: -59.58485 },
  { id: 'boscobelle', name: 'Boscobelle', kind: 'village', parish: 'BB-09', lat: 13.28659, lon: -59.5787 },
  { id: 'farley-hill', name: 'Farley Hill National Park', kind: 'landmark', parish: 'BB-02', lat: 13.266, lon: -59.595, approximate: true },
];

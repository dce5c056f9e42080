/**
 * Coarse outlines of the eleven parishes, drawn by hand with a look at OpenStreetMap's borders (© OpenStreetMap
 * contributors, ODbL 1.0): corners to 0.001° (about 100 m), some 250 of them where the borders have 8,000, and between two
 * corners a border runs straight. Not survey data. How far off that is, is in README.md beside this file.
 *
 * A border is drawn once and used by both neighbours, so that there is neither gap nor overlap. Corners are
 * `latitude longitude` in degrees; borders of a parish are listed in walking order, whichever way each is drawn.
 */

/** How far a drawn border or shore may be off. No point was found to be wrong by more: see README.md beside this file. */
export const OUTLINE_TOLERANCE_METERS = 500;

export const BORDERS: Readonly<Record<string, string>> = {
  // Shores, clockwise from the south-west.
  'shore-michael':
    '13.135 -59.636, 13.125 -59.632, 13.115 -59.629, 13.110 -59.632, 13.105 -59.633, 13.101 -59.630, 13.096 -59.618, 13.091 -59.611, 13.084 -59.613, 13.079 -59.613, 13.077 -59.607',
  'shore-christ-church':
    '13.077 -59.607, 13.073 -59.596, 13.073 -59.588, 13.069 -59.581, 13.064 -59.572, 13.064 -59.560, 13.065 -59.552, 13.060 -59.542, 13.056 -59.534, 13.046 -59.528, 13.045 -59.522, 13.048 -59.512, 13.054 -59.503, 13.063 -59.496, 13.068 -59.486, 13.076 -59.477, 13.079 -59.472',
  'shore-philip':
    '13.079 -59.472, 13.084 -59.463, 13.092 -59.457, 13.097 -59.453, 13.103 -59.446, 13.112 -59.439, 13.123 -59.431, 13.134 -59.426, 13.142 -59.424, 13.150 -59.420, 13.158 -59.424, 13.164 -59.430, 13.163 -59.437, 13.167 -59.446, 13.175 -59.450, 13.180 -59.456',
  'shore-john':
    '13.180 -59.456, 13.184 -59.460, 13.181 -59.469, 13.188 -59.478, 13.195 -59.490, 13.203 -59.499, 13.210 -59.509',
  'shore-joseph': '13.210 -59.509, 13.214 -59.519, 13.220 -59.529, 13.226 -59.536, 13.234 -59.542',
  'shore-andrew': '13.234 -59.542, 13.246 -59.549, 13.262 -59.559, 13.274 -59.564, 13.282 -59.568',
  'shore-peter-east': '13.282 -59.568, 13.289 -59.573, 13.296 -59.576',
  'shore-lucy':
    '13.296 -59.576, 13.303 -59.575, 13.308 -59.577, 13.310 -59.585, 13.317 -59.590, 13.326 -59.597, 13.331 -59.604, 13.335 -59.612, 13.334 -59.620, 13.331 -59.630, 13.325 -59.638, 13.316 -59.643, 13.309 -59.650, 13.297 -59.648, 13.285 -59.649, 13.270 -59.645',
  'shore-peter-west': '13.270 -59.645, 13.260 -59.644, 13.251 -59.644, 13.240 -59.645, 13.228 -59.643',
  'shore-james':
    '13.228 -59.643, 13.215 -59.642, 13.205 -59.641, 13.195 -59.643, 13.186 -59.640, 13.175 -59.639, 13.163 -59.638, 13.150 -59.638, 13.135 -59.636',
  // Inland, named after both neighbours.
  'christ-church-philip':
    '13.079 -59.472, 13.086 -59.478, 13.083 -59.485, 13.087 -59.489, 13.094 -59.486, 13.098 -59.491, 13.102 -59.496, 13.110 -59.496, 13.116 -59.498, 13.120 -59.509',
  'christ-church-george':
    '13.120 -59.509, 13.117 -59.518, 13.113 -59.529, 13.1085 -59.539, 13.107 -59.547, 13.108 -59.556, 13.101 -59.557, 13.102 -59.571',
  'christ-church-michael':
    '13.102 -59.571, 13.094 -59.569, 13.088 -59.581, 13.084 -59.593, 13.087 -59.599, 13.081 -59.599, 13.077 -59.607',
  'george-michael':
    '13.102 -59.571, 13.110 -59.574, 13.117 -59.576, 13.128 -59.572, 13.130 -59.580, 13.135 -59.577, 13.139 -59.582, 13.150 -59.582, 13.160 -59.580',
  'michael-thomas': '13.160 -59.580, 13.153 -59.585, 13.147 -59.591, 13.148 -59.598, 13.142 -59.606, 13.145 -59.610',
  'james-michael': '13.145 -59.610, 13.146 -59.623, 13.136 -59.624, 13.137 -59.631, 13.132 -59.633, 13.135 -59.636',
  'james-thomas':
    '13.145 -59.610, 13.153 -59.612, 13.160 -59.615, 13.175 -59.613, 13.188 -59.611, 13.199 -59.614, 13.202 -59.604, 13.211 -59.597',
  'andrew-james': '13.211 -59.597, 13.217 -59.594, 13.227 -59.597, 13.236 -59.600',
  'andrew-peter':
    '13.236 -59.600, 13.248 -59.599, 13.260 -59.598, 13.266 -59.601, 13.272 -59.603, 13.277 -59.599, 13.275 -59.591, 13.273 -59.583, 13.283 -59.576, 13.282 -59.568',
  'james-peter': '13.236 -59.600, 13.236 -59.618, 13.241 -59.625, 13.234 -59.624, 13.228 -59.623, 13.228 -59.643',
  'lucy-peter':
    '13.270 -59.645, 13.276 -59.639, 13.281 -59.633, 13.278 -59.622, 13.287 -59.613, 13.290 -59.601, 13.293 -59.588, 13.296 -59.576',
  'andrew-thomas': '13.211 -59.597, 13.211 -59.581, 13.204 -59.576',
  'andrew-joseph':
    '13.204 -59.576, 13.213 -59.572, 13.222 -59.567, 13.231 -59.563, 13.228 -59.557, 13.226 -59.552, 13.230 -59.547, 13.234 -59.542',
  'joseph-thomas':
    '13.204 -59.576, 13.195 -59.573, 13.198 -59.566, 13.192 -59.564, 13.193 -59.559, 13.186 -59.560, 13.179 -59.560, 13.172 -59.550',
  'george-thomas': '13.172 -59.550, 13.164 -59.556, 13.168 -59.557, 13.164 -59.569, 13.160 -59.580',
  'george-joseph': '13.172 -59.550, 13.174 -59.542, 13.174 -59.535',
  'john-joseph': '13.174 -59.535, 13.183 -59.534, 13.191 -59.533, 13.195 -59.522, 13.203 -59.515, 13.210 -59.509',
  'george-john':
    '13.174 -59.535, 13.169 -59.528, 13.163 -59.528, 13.161 -59.522, 13.151 -59.521, 13.152 -59.515, 13.144 -59.510, 13.137 -59.505',
  'john-philip':
    '13.137 -59.505, 13.142 -59.493, 13.150 -59.492, 13.157 -59.492, 13.160 -59.480, 13.163 -59.469, 13.172 -59.462, 13.180 -59.456',
  'george-philip': '13.137 -59.505, 13.133 -59.502, 13.133 -59.506, 13.126 -59.508, 13.120 -59.509',
};

export type ParishOutline = {
  readonly code: string;
  readonly name: string;
  /** Borders in walking order, joined end to end. */
  readonly outline: string;
  /** Rocks off the shore that belong to it: single rings of corners. */
  readonly islets: readonly string[];
};

export const PARISHES: readonly ParishOutline[] = [
  {
    code: 'BB-01',
    name: 'Christ Church',
    outline: 'shore-christ-church christ-church-philip christ-church-george christ-church-michael',
    islets: [],
  },
  {
    code: 'BB-02',
    name: 'Saint Andrew',
    outline: 'shore-andrew andrew-peter andrew-james andrew-thomas andrew-joseph',
    islets: [],
  },
  {
    code: 'BB-03',
    name: 'Saint George',
    outline: 'george-michael george-thomas george-joseph george-john george-philip christ-church-george',
    islets: [],
  },
  {
    code: 'BB-04',
    name: 'Saint James',
    outline: 'shore-james james-michael james-thomas andrew-james james-peter',
    islets: [],
  },
  { code: 'BB-05', name: 'Saint John', outline: 'shore-john john-joseph george-john john-philip', islets: [] },
  {
    code: 'BB-06',
    name: 'Saint Joseph',
    outline: 'shore-joseph andrew-joseph joseph-thomas george-joseph john-joseph',
    islets: [],
  },
  { code: 'BB-07', name: 'Saint Lucy', outline: 'shore-lucy lucy-peter', islets: [] },
  {
    code: 'BB-08',
    name: 'Saint Michael',
    outline: 'shore-michael christ-church-michael george-michael michael-thomas james-michael',
    islets: [],
  },
  {
    code: 'BB-09',
    name: 'Saint Peter',
    outline: 'shore-peter-east lucy-peter shore-peter-west james-peter andrew-peter',
    islets: [
      '13.2628 -59.6450, 13.2643 -59.6450, 13.2643 -59.6438, 13.2628 -59.6438',
      '13.2649 -59.6448, 13.2657 -59.6448, 13.2657 -59.6441, 13.2649 -59.6441',
    ],
  },
  {
    code: 'BB-10',
    name: 'Saint Philip',
    outline: 'shore-philip john-philip george-philip christ-church-philip',
    islets: ['13.1656 -59.4437, 13.1662 -59.4437, 13.1662 -59.4430, 13.1656 -59.4430'],
  },
  {
    code: 'BB-11',
    name: 'Saint Thomas',
    outline: 'george-thomas michael-thomas james-thomas andrew-thomas joseph-thomas',
    islets: [],
  },
];

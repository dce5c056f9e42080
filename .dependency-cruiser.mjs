// Who may import whom. Every rule below has a planted violation under tools/boundaries/fixtures that must be caught;
// tools/boundaries/imports.spec.ts fails for a rule without one.

import { readFileSync } from 'node:fs';

const SOURCES = '^(apps|libs|tools|bench)/';
// Specs, and what only they use. Doors `#name/testing` are among it, unlike `#client/testing`, which the phone's package brings.
const TEST = ['\\.spec\\.ts$', '^(libs|apps)/[^/]+/test/', '^libs/(?!client/)[^/]+/src/testing(/|\\.ts$)'];

// Pure files know nothing but their arguments, so the same function runs on a phone and on the server. A folder says that a
// file is pure. The same folders, as globs, are in .oxlintrc.json; tools/boundaries/doors.spec.ts fails when the two disagree.
export const PURE = [
  '^libs/[^/]+/src/(client|contracts|limits|module|registration|state|views)\\.ts$',
  '^libs/.+/(rules|mutations)/',
  '^libs/sync/src/(wire|define|decide)/.+\\.ts$',
  '^libs/routing/data/[^/]+\\.ts$',
];
const PURE_PACKAGES = 'node_modules/(zod|@noble/curves|@noble/hashes|point-in-polygon-hao)/';

const WEB_PACKAGES = [
  'node_modules/@azure/',
  'node_modules/(passport|passport-[^/]+|@nestjs/passport)/',
  'node_modules/(fastify|@fastify/[^/]+|@nestjs/platform-[^/]+|@nestjs/swagger)/',
  'node_modules/(oidc-provider|jose)/',
];

// The rooms of libs/sync/src, in the order in which a mutation meets them: each may import what stands before it.
const SYNC_ROOMS =
  'wire define sight devices reads decide intake database commit parked pull poke events jobs retention nest'.split(
    ' ',
  );
const syncFlowsOneWay = SYNC_ROOMS.slice(0, -1).map((room, index) => ({
  name: 'sync-flows-one-way',
  comment: `The rooms of libs/sync/src stand in an order (${SYNC_ROOMS.join(', ')}); a room imports what stands before it.`,
  from: { path: `^libs/sync/src/${room}/`, pathNot: TEST },
  to: { path: `^libs/sync/src/((${SYNC_ROOMS.slice(index + 1).join('|')})/|(index|client)\\.ts$)` },
}));

// The modules stand in an order, too, that of apps/api/src/modules.ts: each may know those before it. What an earlier one wants
// of a later one it declares, and the later one publishes it (ADR 17). Those that are not there yet will stand behind.
const INSTALLED = readFileSync(new URL('apps/api/src/modules.ts', import.meta.url), 'utf8').matchAll(
  /server: (\w+)OnServer/g,
);
const MODULES = [...new Set([...[...INSTALLED].map(([, name]) => name), 'safety', 'support', 'compliance'])].slice(1);
const modulesStandInOrder = MODULES.slice(0, -1).map((module, index) => ({
  name: 'modules-stand-in-order',
  comment: `${MODULES.join(', ')}: a module knows those before it. Declare a reading, or an abstract class that apps/api binds.`,
  from: { path: `^libs/${module}/src/`, pathNot: TEST },
  to: { path: `^libs/(${MODULES.slice(index + 1).join('|')})/` },
}));

/** What of Node libs may use: files, and work on bytes. `createRequire` of `module` is seen to by tools/boundaries/purity.ts. */
const LIB_BUILTINS =
  '^(node:)?(child_process|crypto|fs|fs/promises|module|path|readline|stream|stream/promises|url|util|zlib)$';

const forbidden = [
  {
    name: 'no-unresolved',
    comment: 'The import leads nowhere. Check the path, the extension (.ts) or the `imports` of package.json.',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no-cycles',
    comment: 'Two files that need each other are one file, or a third one is missing.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-import-of-tests',
    comment: 'The product does not lean on specs, test/ folders or `#name/testing`. Move what is shared into src/.',
    from: { path: '^(apps|libs)/', pathNot: TEST },
    to: { path: TEST },
  },
  {
    name: 'barrels-only-at-doors',
    comment:
      'Only doors re-export: index.ts, client.ts, contracts.ts, encrypted.ts, inspector.ts, testing.ts and words.ts of a lib, and those of apps/api. Import from the file that defines it.',
    from: {
      path: SOURCES,
      pathNot: [
        '^libs/[^/]+/src/(index|client|contracts|encrypted|inspector|testing|words)\\.ts$',
        '^apps/api/(src/(index|people)|test/phone/index)\\.ts$',
      ],
    },
    to: { path: SOURCES, dependencyTypes: ['export'] },
  },
  {
    name: 'apps-reach-libs-by-door',
    comment: 'Outside libs/ a lib is reached by its `#name` only.',
    from: { path: '^(apps|tools|bench)/' },
    to: { path: '^libs/', dependencyTypesNot: ['aliased-subpath-import'] },
  },
  {
    name: 'apps-meet-at-doors',
    comment:
      'An app is reached by a door of it: `#api` runs the server, `#api/people` signs demo people in, `#api/testing/…` and `#api/phone` are for tests.',
    from: { path: '^(?:apps/([^/]+)|libs|tools|bench)/' },
    to: { path: '^apps/', pathNot: '^apps/$1/', dependencyTypesNot: ['aliased-subpath-import'] },
  },
  {
    name: 'libs-reach-libs-by-name',
    comment: 'Another lib is reached by its `#name`, never by a path into its folder.',
    from: { path: '^libs/([^/]+)/' },
    to: { path: '^libs/', pathNot: '^libs/$1/', dependencyTypesNot: ['aliased-subpath-import'] },
  },
  {
    name: 'libs-reach-no-app',
    comment:
      'apps/ wires libs, not the other way round. Declare what you need as an abstract class; apps/api binds it.',
    from: { path: '^libs/', pathNot: TEST },
    to: { path: '^apps/' },
  },
  {
    name: 'tests-reach-only-the-harness',
    comment: 'The tests of a lib may borrow `#api/testing/…`, nothing else of apps/.',
    from: { path: ['^libs/.+\\.spec\\.ts$', '^libs/[^/]+/test/'] },
    to: { path: '^apps/', pathNot: '^apps/api/test/harness/' },
  },
  {
    name: 'modules-meet-at-contracts',
    comment:
      'Of another module only `#name/contracts` and the pure `#name/client` are open. `#sync` is open to all, `#name/testing` to specs.',
    from: { path: '^libs/([^/]+)/' },
    to: {
      path: '^libs/',
      pathNot: ['^libs/$1/', '^libs/sync/src/index\\.ts$', '^libs/[^/]+/src/(client|contracts|testing)\\.ts$'],
    },
  },
  {
    name: 'sync-reaches-no-module',
    comment: 'The pipeline runs decisions it knows nothing about: modules register into it.',
    from: { path: '^libs/sync/' },
    to: { path: '^libs/', pathNot: '^libs/sync/' },
  },
  ...syncFlowsOneWay,
  ...modulesStandInOrder,
  {
    name: 'phone-library-reaches-no-server',
    comment: 'libs/client runs in a browser and in React Native: no server door, no Nest, no database.',
    from: { path: '^libs/client/', pathNot: TEST },
    to: { path: ['^libs/[^/]+/src/index\\.ts$', 'node_modules/(@nestjs/[^/]+|typeorm|pg)/'], pathNot: '^libs/client/' },
  },
  {
    name: 'pure-reaches-pure',
    comment: 'A pure file imports pure files only (of another lib: `#name/client`, `#name/contracts`), types included.',
    from: { path: PURE, pathNot: TEST },
    to: { path: SOURCES, pathNot: PURE },
  },
  {
    name: 'pure-uses-no-platform',
    comment:
      'A pure file may use zod, @noble/hashes and @noble/curves (which names of them, .oxlintrc.json says); no node builtin, no Nest, no database, no other package.',
    from: { path: PURE, pathNot: TEST },
    to: { pathNot: [SOURCES, PURE_PACKAGES] },
  },
  {
    name: 'pure-imports-statically',
    comment: 'import() is asynchronous and hides what a phone has to load.',
    from: { path: PURE, pathNot: TEST },
    to: { dependencyTypes: ['dynamic-import'] },
  },
  {
    name: 'phone-door-is-pure-all-the-way',
    comment: 'Whatever can be reached from a client.ts ends up on a phone, through however many files.',
    from: { path: '^libs/[^/]+/src/client\\.ts$' },
    to: { reachable: true, pathNot: [...PURE, PURE_PACKAGES] },
  },
  {
    name: 'typeorm-stays-in-stores',
    comment: 'typeorm belongs to *.store.ts, entities/, migrations/, *.module.ts and data-source.ts.',
    from: {
      path: '^(apps|libs)/',
      pathNot: ['(\\.store|\\.module|/data-source)\\.ts$', '/(entities|migrations)/', ...TEST],
    },
    to: { path: 'node_modules/(typeorm|@nestjs/typeorm)/' },
  },
  {
    name: 'web-stays-in-api',
    comment: 'HTTP servers, passport, token libraries and @azure/* belong to apps/api.',
    from: { path: SOURCES, pathNot: '^apps/api/' },
    to: { path: WEB_PACKAGES },
  },
  {
    name: 'libs-use-these-builtins',
    comment:
      'Only apps/ speaks to the network and knows the process and its environment: declare what you need, apps/api binds it. What is neither goes onto this list.',
    from: { path: '^libs/', pathNot: TEST },
    to: { pathNot: LIB_BUILTINS, dependencyTypes: ['core'] },
  },
  {
    name: 'product-needs-no-dev-package',
    comment: 'An image installed without devDependencies must start: move the package to `dependencies`.',
    // The phone's hooks use the React of the app that embeds them; no server loads them.
    from: {
      path: '^(apps/[^/]+|libs/[^/]+)/src/',
      pathNot: [...TEST, '^libs/client/src/(react|inspector/inspector)\\.ts$'],
    },
    to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
  },
];

export default {
  forbidden: forbidden.map((rule) => ({ severity: 'error', ...rule })),
  options: {
    // Type-only imports count too: a pure file that names a server type is not pure.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    // Anchored: an unanchored `dist/` would hide every package that ships its code under dist/.
    exclude: { path: '^(dist|\\.data|tools/boundaries/fixtures|bench/side-by-side/others/node_modules)/' },
    enhancedResolveOptions: { conditionNames: ['source', 'types', 'import', 'node', 'default'] },
  },
};

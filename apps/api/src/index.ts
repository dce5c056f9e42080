/**
 * The server's door, for whoever runs it in a process of their own, or asks what it consists of: the island, measurements, documents.
 */
export { bootstrap, type RunningServer } from './bootstrap.ts';
export { readConfig } from './read-config.ts';
export { MODULES } from './modules.ts';
export { settings, type Setting } from './settings.ts';
export { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded/postgres.ts';
export { describeApi } from './openapi/described.ts';
export { productVersion } from './observe/product-version.ts';

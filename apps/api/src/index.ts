/**
 * The server's door, for whoever runs it in a process of their own: the island, measurements.
 */
export { bootstrap, type RunningServer } from './bootstrap.ts';
export { readConfig } from './config.ts';
export { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded/postgres.ts';
export { productVersion } from './observe/product-version.ts';

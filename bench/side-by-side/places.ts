import { resolve } from 'node:path';

/** The folder of this repository. */
export const REPOSITORY = resolve(import.meta.dirname, '../..');
/** This folder, with a package.json of its own. */
export const SIDE_BY_SIDE = import.meta.dirname;

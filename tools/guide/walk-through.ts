/** The walk-throughs of CONTRIBUTING, and what a module may cost. */
import { readFileSync } from 'node:fs';
import { blocksUnder, type Block } from './guide.ts';

/** What a new module costs at most, beside its rules and their specs. */
export const MODULE_COST_MAX = { lines: 120, editedFiles: 2 } as const;

const page = (): string => readFileSync('CONTRIBUTING.md', 'utf8');

export const mutationBlocks = (): readonly Block[] => blocksUnder(page(), 'Add a mutation');
export const moduleBlocks = (): readonly Block[] => blocksUnder(page(), 'Add a module');
export const roleBlocks = (): readonly Block[] => blocksUnder(page(), 'Add a role');
export const rowBlocks = (): readonly Block[] => blocksUnder(page(), 'Acceptance rows');
export const jobBlocks = (): readonly Block[] => blocksUnder(page(), 'Add a job');
export const extraBlocks = (): readonly Block[] => blocksUnder(page(), 'What else a module may bring');

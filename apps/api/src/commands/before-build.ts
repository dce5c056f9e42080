/** What `npm start` can say before there is a build: whether these settings can work at all, or what they are. */
import type { ModuleDefinition } from '#sync/client';
import { globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError, parseConfig } from '../config.ts';
import { refuseTakenPorts } from '../preflight/ports.ts';
import { StartRefused } from '../preflight/start-refused.ts';
import { refuseUnwritableFolder } from '../preflight/writable-folder.ts';
import { settingsHelp } from '../settings.ts';

const EXIT_CONFIG = 78;
const EXIT_FAILED = 1;

/** The modules, from their own files: what a server adds to them cannot be loaded before it is built. */
export const MODULES_BEFORE_BUILD = await loadModules();

async function loadModules(): Promise<readonly ModuleDefinition[]> {
  const libs = resolve(import.meta.dirname, '../../../../libs');
  const files = globSync('*/src/module.ts', { cwd: libs }).toSorted();
  const all = await Promise.all(
    files.map((file) => import(pathToFileURL(join(libs, file)).href) as Promise<Readonly<Record<string, unknown>>>),
  );
  return all.flatMap((exported) => Object.values(exported)).filter(isModule);
}

function isModule(exported: unknown): exported is ModuleDefinition {
  return typeof exported === 'object' && exported !== null && 'configuration' in exported && 'mutations' in exported;
}

/** The settings, for a terminal. */
export const help = (): string => settingsHelp(MODULES_BEFORE_BUILD);

/** Looks at the settings, the data folder and the ports. Undefined: they can work; else why not was said, and this is the exit code. */
export async function lookFirst(): Promise<number | undefined> {
  try {
    const config = parseConfig(process.env, 'server', MODULES_BEFORE_BUILD);
    await refuseUnwritableFolder(config);
    await refuseTakenPorts(config);
    return undefined;
  } catch (error) {
    if (!(error instanceof ConfigError) && !(error instanceof StartRefused)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error instanceof ConfigError ? EXIT_CONFIG : EXIT_FAILED;
  }
}

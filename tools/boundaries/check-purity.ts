/**
 * `node tools/boundaries/check-purity.ts [root]`: what the linter and the import rules do not see in libs, and in their pure files.
 * Prints one line per finding and exits with 1 if there is any.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { findImpurities, PURITY_RULES } from './purity.ts';

const config: unknown = await import(pathToFileURL('.dependency-cruiser.mjs').href);
const patterns = z
  .object({ PURE: z.array(z.string()) })
  .parse(config)
  .PURE.map((pattern) => new RegExp(pattern));

const root = process.argv[2] ?? '.';
const files = globSync(['libs/*/src/**/*.ts', 'libs/routing/data/*.ts'], { cwd: root })
  .filter((file) => !file.endsWith('.spec.ts') && !file.startsWith('libs/sync/src/testing'))
  .toSorted();
const findings = files.flatMap((file) =>
  findImpurities(
    file,
    readFileSync(join(root, file), 'utf8'),
    patterns.some((pattern) => pattern.test(file)),
  ),
);

for (const { file, line, rule } of findings) process.stdout.write(`${file}:${line} ${rule}: ${PURITY_RULES[rule]}\n`);
process.stdout.write(`purity: ${files.length} files, ${findings.length} findings\n`);
process.exitCode = findings.length > 0 ? 1 : 0;

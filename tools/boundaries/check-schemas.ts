/**
 * `node tools/boundaries/check-schemas.ts [root]`: no module’s SQL names another module’s Postgres schema.
 * Prints one line per finding and exits with 1 if there is any.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findForeignSchemas, SCHEMA_RULES } from './schema-ownership.ts';

const root = process.argv[2] ?? '.';
const files = globSync('{libs/*/src,apps/api/src}/**/*.ts', { cwd: root })
  .filter((file) => !file.endsWith('.spec.ts'))
  .toSorted();
const findings = files.flatMap((file) => findForeignSchemas(file, readFileSync(join(root, file), 'utf8')));

for (const { file, line, rule } of findings) process.stdout.write(`${file}:${line} ${rule}: ${SCHEMA_RULES[rule]}\n`);
process.stdout.write(`schemas: ${files.length} files, ${findings.length} findings\n`);
process.exitCode = findings.length > 0 ? 1 : 0;

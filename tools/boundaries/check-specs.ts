/**
 * `node tools/boundaries/check-specs.ts [root]`: what specs, and what they use, may not do. Prints one line per finding and
 * exits with 1 if there is any.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findInSpec, SPEC_RULES } from './spec-rules.ts';

const root = process.argv[2] ?? '.';
const files = globSync(['{apps,libs,tools,bench}/**/*.spec.ts', '{apps,libs}/*/test/**/*.ts'], {
  cwd: root,
  exclude: (path) => path.split('/').some((folder) => folder === 'node_modules' || folder === 'fixtures'),
}).toSorted();
const findings = [...new Set(files)].flatMap((file) => findInSpec(file, readFileSync(join(root, file), 'utf8')));

for (const { file, line, rule } of findings) process.stdout.write(`${file}:${line} ${rule}: it ${SPEC_RULES[rule]}\n`);
process.stdout.write(`specs: ${files.length} files, ${findings.length} findings\n`);
process.exitCode = findings.length > 0 ? 1 : 0;

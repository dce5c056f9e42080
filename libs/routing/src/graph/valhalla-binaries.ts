import { existsSync } from 'node:fs';
// exempt: lib-creates-require -- the engine's files are found by where its package is; nothing of it is loaded
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The engine's programs for this machine; null where the package has none. */
export function valhallaProgram(name: 'valhalla_build_tiles' | 'valhalla_build_admins'): string | null {
  const entry = createRequire(import.meta.url).resolve('@valhallajs/valhallajs');
  const program = join(dirname(entry), process.platform, process.arch, name);
  return existsSync(program) ? program : null;
}

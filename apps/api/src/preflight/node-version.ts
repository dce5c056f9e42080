/** Imported first by whatever changes data: an older Node would fail somewhere on the way, after it had begun. Ends the process. */
import { explainNodeVersion } from './explain-node-version.ts';

// sysexits.h: the configuration is wrong.
const EXIT_CONFIG = 78;

const explanation = explainNodeVersion(process.versions.node);
if (explanation !== null) {
  process.stderr.write(`${explanation}\n`);
  process.exit(EXIT_CONFIG);
}

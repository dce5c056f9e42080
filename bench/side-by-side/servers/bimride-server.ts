/**
 * The real server, as it is shipped, with one mutation of priority emergency planted. Started as a child process from the build; not for
 * people.
 */
import { bootstrap, readConfig } from '#api';
import { defineModule, onServer } from '#sync';
import { sos } from '../sos.ts';

const server = onServer(defineModule({ name: 'emergency', mutations: [sos], kinds: [] }), {
  rows: {},
  migrations: [],
  examples: { [sos.name]: { sosId: 'sos-1', lat: 13.2, lon: -59.5 } },
});
const nest = async () => ({ nestModules: () => [] });

// A parent that is gone can never end this process.
process.on('disconnect', () => process.exit(1));
const environment = JSON.parse(process.argv[2] ?? '') as Record<string, string>;
const running = await bootstrap(readConfig(environment), { planted: { modules: [{ server, nest }] } });
process.on('message', () => void running.close().then(() => process.exit(0)));
process.send?.({ url: running.url });

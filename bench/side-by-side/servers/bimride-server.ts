/**
 * The real server, as it is shipped, with one mutation of priority emergency planted. Started as a child process from the build; not for
 * people.
 */
import { bootstrap, readConfig } from '#api';
import { SyncRegistry } from '#sync';
import { Module } from '@nestjs/common';
import { sos } from '../sos.ts';

@Module({})
class SosModule {
  constructor(registry: SyncRegistry) {
    registry.register({ mutations: [sos], entities: [], events: [], scopesByRole: {} });
  }
}

// A parent that is gone can never end this process.
process.on('disconnect', () => process.exit(1));
const environment = JSON.parse(process.argv[2] ?? '') as Record<string, string>;
const server = await bootstrap(readConfig(environment), { planted: { imports: [{ module: SosModule }] } });
process.on('message', () => void server.close().then(() => process.exit(0)));
process.send?.({ url: server.url });

/**
 * For tests of apps that embed the client: a server, a link, a clock and a storage that do what a test wants.
 */
export { FailingStorage, type WriteFailure } from './testing/failing-storage.ts';
export { ScriptedLink, type LinkFault, type LinkRequest } from './testing/scripted-link.ts';
export type { ScriptedReply } from './testing/scripted-replies.ts';
export { ScriptedServer, type ScriptedServerOptions } from './testing/scripted-server.ts';
export type { ServerState } from './testing/server-state.ts';
export { storageContract, type Openable } from './testing/storage-contract.ts';
export { TestClock } from './testing/test-clock.ts';

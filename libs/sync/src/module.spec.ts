import { fieldRulesOf } from '../../../tools/docs/field-rules.ts';
import { NOW_MS } from '../test/samples.ts';
import { SYNC_SCENES } from '../test/scenes.ts';
import { sync } from './module.ts';
import { describeModule } from './testing/describe-module.ts';

describeModule(sync, {
  on: [],
  folders: [
    new URL('./decide/mutations/', import.meta.url),
    new URL('./devices/mutations/', import.meta.url),
    new URL('./jobs/mutations/', import.meta.url),
    new URL('./reads/mutations/', import.meta.url),
  ],
  nowMs: NOW_MS,
  scenes: SYNC_SCENES,
  phones: ['rider', 'driver'],
  restOnly: ['sync.issueCredential', 'sync.revokeDevice'],
  fields: fieldRulesOf(sync.kinds),
  views: {
    outcome: { seenBy: ['person'], secrets: { outcome: ['person'] } },
    install: { seenBy: [] },
    credentials: { seenBy: [] },
    read: { seenBy: [] },
    device: { seenBy: ['person'], secrets: { smsSender: [], revokedBy: [] } },
  },
});

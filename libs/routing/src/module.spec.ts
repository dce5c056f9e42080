import { sync } from '#sync/client';
import { describeModule } from '#sync/testing';
import { fieldRulesOf } from '../../../tools/docs/field-rules.ts';
import { NOW_MS } from '../test/samples.ts';
import { ROUTING_SCENES } from '../test/scenes.ts';
import { routing } from './module.ts';
import { ROUTING_REFUSALS } from './rules/codes.ts';

describeModule(routing, {
  on: [sync],
  folders: [new URL('./mutations/', import.meta.url)],
  nowMs: NOW_MS,
  scenes: ROUTING_SCENES,
  codes: ROUTING_REFUSALS,
  fields: fieldRulesOf(routing.kinds),
  views: {
    place: { seenBy: ['public'] },
    zone: { seenBy: ['public'] },
    closure: { seenBy: ['public', 'ops:roads'] },
    noPickupList: { seenBy: ['public'] },
    mapLoad: { seenBy: [] },
    operatingArea: { seenBy: ['public'] },
  },
});

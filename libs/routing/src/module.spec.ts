import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ROUTING_REFUSALS } from './rules/codes.ts';
import { routingMutations } from './module.ts';

const MUTATIONS = new URL('./mutations/', import.meta.url);

describe('the mutations of routing', () => {
  const sources = readdirSync(MUTATIONS).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'));
  const declared = sources.flatMap(
    (name) => readFileSync(new URL(name, MUTATIONS), 'utf8').match(/name: '(routing\.[^']+)'/g) ?? [],
  );

  it('are all registered, each under its own name', () => {
    expect(routingMutations.map(({ name }) => `name: '${name}'`).sort()).toEqual([...declared].sort());
  });

  it('never lose or change a name', () => {
    expect(routingMutations.map(({ name }) => name).sort()).toEqual([
      'routing.endZone',
      'routing.liftClosure',
      'routing.listNoPickups',
      'routing.openClosure',
      'routing.recordArea',
      'routing.recordPlaces',
      'routing.recordZones',
      'routing.setZone',
    ]);
  });

  it('answer with codes that each somebody uses', () => {
    const used = new Set(routingMutations.flatMap(({ codes }) => Object.keys(codes)));
    expect([...used].sort()).toEqual(Object.keys(ROUTING_REFUSALS).sort());
  });
});

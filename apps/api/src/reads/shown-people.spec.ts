import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { ShownData } from '../auth/access.ts';
import { actorSchema, personIdSchema } from '../openapi/common-schemas.ts';
import { shownFaults } from './shown-people.ts';

const parcel = z.strictObject({
  parcelKey: z.uuid(),
  senderId: personIdSchema.describe('Who sends it').nullable(),
  carriers: z.array(z.union([z.strictObject({ driverId: personIdSchema }), z.null()])),
  weighedBy: actorSchema.nullable(),
  contents: z.json(),
});
const answers = [z.strictObject({ parcels: z.array(parcel).readonly() }), z.strictObject({})];
const query = z.strictObject({ senderId: personIdSchema.optional() });
const path = '/v1/ops/parcels/:parcelId';

const faults = (shows: ShownData, more: Partial<Parameters<typeof shownFaults>[1]> = {}) =>
  shownFaults(shows, { answers, query, path, ...more });
const ALL = ['answer.parcels.*.senderId', 'answer.parcels.*.carriers.*.driverId'];

describe('whose data a route says that it shows', () => {
  it('is held against its answers: each id of a person is named, staff who did something need not be', () => {
    expect(faults({ peopleAt: ALL })).toEqual([]);
    expect(faults({ peopleAt: [...ALL, 'query.senderId', 'params.parcelId', 'params.*', 'answer.parcels.*.contents.riderId'] })).toEqual([]); // prettier-ignore
    expect(faults({ peopleAt: ALL.slice(0, 1) })).toEqual([
      "answer.parcels.*.carriers.*.driverId is a person's id, which @Shows does not name: add it to peopleAt",
    ]);
  });

  it.each(['answer.parcels.*.sender', 'answer.parcels.senderId', 'query.sender', 'params.parcel', 'body.senderId'])(
    'is no path that leads nowhere, such as %s',
    (stray) => {
      expect(faults({ peopleAt: [...ALL, stray] })).toEqual([
        expect.stringContaining(`@Shows names ${stray}, which is not there: there is answer.parcels.*.senderId`),
      ]);
    },
  );

  it('is not nobody’s where a person’s id is', () => {
    expect(faults('nobody')).toHaveLength(2);
    expect(faults('nobody')[0]).toContain("'nobody' is shown: say @Shows({ peopleAt: [...] })");
    expect(faults('nobody', { answers: [z.strictObject({ weighedBy: actorSchema })] })).toEqual([]);
    expect(faults('caller')).toEqual([]);
  });

  it('is not left open by an id that does not say whose it is', () => {
    const silent = [z.strictObject({ senderId: z.string(), rideId: z.string(), parcelId: z.uuid() })];
    expect(faults('nobody', { answers: silent })).toEqual([
      expect.stringContaining('answer.senderId is an id of nobody knows what: personIdSchema says'),
    ]);
  });

  it('needs an answer that is described', () => {
    expect(faults({ peopleAt: ALL }, { answers: undefined })).toEqual([expect.stringContaining('@Operation')]);
    expect(faults({ peopleAt: ['params.parcelId'] }, { answers: undefined })).toEqual([]);
  });
});

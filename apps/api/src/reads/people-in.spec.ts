import { describe, expect, it } from '@jest/globals';
import { staffScopesIn, textsAt } from './people-in.ts';

describe('whom an answer is about', () => {
  const answer = { rides: [{ riderId: 'ann', driverId: null }, { riderId: 'bob' }, 'odd'], fare: { riderId: 7 } };

  it('is what stands at the paths: texts alone, of every member of a list', () => {
    expect(textsAt({ answer }, 'answer.rides.*.riderId')).toEqual(['ann', 'bob']);
    expect(textsAt({ answer }, 'answer.rides.*.driverId')).toEqual([]);
    expect(textsAt({ answer }, 'answer.fare.riderId')).toEqual([]);
    expect(textsAt({ answer }, 'query.riderId')).toEqual([]);
    expect(textsAt({ params: { rideId: 'r', more: 's' } }, 'params.*')).toEqual(['r', 's']);
    expect(textsAt({ answer: {} }, 'answer.toString')).toEqual([]);
  });
});

describe('the scopes of staff in a push or a pull', () => {
  it('are those of which it brings rows', () => {
    const patch = [
      { op: 'clear' },
      { op: 'put', key: 'ops:dispatch/ride/1', value: {} },
      { op: 'put', key: 'ride/ops:x' },
    ];
    expect(staffScopesIn({ patch })).toEqual(['ops:dispatch']);
    expect(staffScopesIn(JSON.stringify({ mutations: [], pull: { patch } }))).toEqual(['ops:dispatch']);
    expect(staffScopesIn({ patch: [{ op: 'put', key: 'ride/1' }] })).toEqual([]);
  });
});

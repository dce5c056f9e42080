import { describe, expect, it } from '@jest/globals';
import { placeAt } from '../../../test/samples.ts';
import { shippedMapPage } from '../../shipped-map.ts';
import { routeFault } from './route-fault.ts';

const { area } = shippedMapPage();
const [OISTINS, CRANE] = [placeAt('oistins'), placeAt('crane')];
const AT_SEA = { lat: 13.18, lon: -59.68 };
const beside = (meters: number) => ({ lat: OISTINS.lat + meters / 110_632, lon: OISTINS.lon });

describe('why no car can drive through some points', () => {
  it.each([
    ['none on land', [OISTINS, CRANE], null],
    ['none to somewhere and back', [OISTINS, CRANE, OISTINS], null],
    ['the first at sea', [AT_SEA, CRANE], { code: 'point_at_sea', at: 0 }],
    ['one between at sea', [OISTINS, AT_SEA, CRANE], { code: 'point_at_sea', at: 1 }],
    ['nowhere to go', [OISTINS, OISTINS], { code: 'trip_zero_length', at: 1 }],
    ['9 m', [OISTINS, beside(9)], { code: 'trip_zero_length', at: 1 }],
    ['11 m', [OISTINS, beside(11)], null],
  ])('%s', (_, points, fault) => {
    expect(routeFault(area, points)).toEqual(fault);
  });

  it('cannot tell land from sea without an area, but what has no length', () => {
    expect(routeFault(undefined, [AT_SEA, CRANE])).toBeNull();
    expect(routeFault(undefined, [AT_SEA, AT_SEA])).toEqual({ code: 'trip_zero_length', at: 1 });
  });
});

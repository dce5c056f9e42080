import {
  locate,
  MAP_ATTRIBUTION,
  MapPages,
  MICRODEGREES_PER_DEGREE,
  nearestPlaces,
  searchPlaces,
  zonesAt,
  type MapPage,
  type MapPlace,
} from '#routing';
import { Controller, Get, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import { RequirePermission } from '../auth/access.ts';
import { Shows } from '../auth/shows.ts';
import { Operation } from '../rest/operation.ts';
import { ServerClock } from '../server-clock.ts';
import { placeNotFound, placeProblem, POINT_PROBLEMS, unroutableProblem } from './routing-problems.ts';
import {
  placeAnswerSchema,
  placePath,
  placesAnswerSchema,
  placesAtAnswerSchema,
  placesAtQuery,
  placesQuery,
  type PlaceAnswer,
} from './routing-schemas.ts';
import { RouteGroup } from '../rest/route-group.ts';

const NEAREST_PLACES = 5;

/** The places and parishes of Barbados. */
@RouteGroup('places', 'Places and parishes of Barbados.')
@Controller('v1/places')
export class PlacesController {
  readonly #pages: MapPages;
  readonly #clock: ServerClock;

  constructor(pages: MapPages, clock: ServerClock) {
    this.#pages = pages;
    this.#clock = clock;
  }

  @Get()
  @RequirePermission('routes:read')
  @Shows('nobody')
  @Operation({
    id: 'findPlaces',
    summary: 'Find places by name',
    description: 'Accents and case do not matter, a word may be unfinished, a letter may be wrong. Best fits first.',
    answers: { 200: { description: 'Places', schema: placesAnswerSchema } },
  })
  async find(@Query({ schema: placesQuery }) { q, limit }: z.infer<typeof placesQuery>) {
    const { page } = await this.#pages.map();
    const found = q.trim() === '' ? page.places.slice(0, limit).map(unscored) : searchPlaces(page, q, limit);
    return { places: found.map(({ place, score }) => ({ ...answer(page, place), score })), ...sourceOf(page) };
  }

  @Get('at')
  @RequirePermission('routes:read')
  @Shows('nobody')
  @Operation({
    id: 'describePoint',
    summary: 'What is at a point: its parish, the zones in force, the nearest places',
    answers: { 200: { description: 'What is there', schema: placesAtAnswerSchema } },
    problems: POINT_PROBLEMS,
  })
  async at(@Query({ schema: placesAtQuery }) point: z.infer<typeof placesAtQuery>) {
    const map = await this.#pages.map();
    const found = locate(map, point);
    if (found.kind === 'unanswered')
      throw unroutableProblem({ kind: 'unroutable', code: found.code, at: 0 }, () => '/lat');
    const { parish, offShore } = found;
    return {
      parish: { code: parish.code, name: parish.name },
      offShore,
      outlineToleranceMeters: map.page.outlineToleranceMeters,
      nearest: nearestPlaces(map, point, NEAREST_PLACES).map(({ place, crowMeters }) => ({
        ...answer(map.page, place),
        crowMeters,
      })),
      zones: zonesAt(map, point, this.#clock.nowMs()).map(({ id, kind, name, reason, assumed }) => ({
        zoneId: id,
        kind,
        name,
        reason,
        assumed,
      })),
      ...sourceOf(map.page),
    };
  }

  @Get(':placeId')
  @RequirePermission('routes:read')
  @Shows('nobody')
  @Operation({
    id: 'getPlace',
    summary: 'Look at one place',
    answers: { 200: { description: 'The place', schema: placeAnswerSchema } },
    problems: [placeNotFound],
  })
  async one(@Param({ schema: placePath }) { placeId }: z.infer<typeof placePath>) {
    const { page } = await this.#pages.map();
    const place = page.places.find(({ id }) => id === placeId);
    if (!place) throw placeProblem(placeNotFound, '/placeId');
    return { place: answer(page, place), ...sourceOf(page) };
  }
}

function unscored(place: MapPlace) {
  return { place, score: 0 };
}

function answer(page: MapPage, place: MapPlace): PlaceAnswer {
  const { id, name, kind, approximate, latMicrodegrees, lonMicrodegrees } = place;
  const parish = page.parishes.find(({ code }) => code === place.parish);
  return {
    placeId: id,
    name,
    kind,
    parish: { code: place.parish, name: parish?.name ?? '' },
    lat: latMicrodegrees / MICRODEGREES_PER_DEGREE,
    lon: lonMicrodegrees / MICRODEGREES_PER_DEGREE,
    approximate,
  };
}

function sourceOf({ mapVersion }: MapPage) {
  return { mapVersion, attribution: MAP_ATTRIBUTION };
}

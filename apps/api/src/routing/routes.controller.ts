import { MapPages, MICRODEGREES_PER_DEGREE, Roads, ROUTING_LIMITS, unpackTrail, type LatLon } from '#routing';
import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import { RequirePermission } from '../auth/access.ts';
import { Shows } from '../auth/shows.ts';
import { Operation } from '../rest/operation.ts';
import { ServerClock } from '../server-clock.ts';
import { matchExamples, routeExamples } from './routing-examples.ts';
import {
  placeProblem,
  placeUnknown,
  trailTooLong,
  trailUnreadable,
  UNROUTABLE_PROBLEMS,
  unroutableProblem,
} from './routing-problems.ts';
import {
  isochroneAnswerSchema,
  isochroneQuery,
  matchAnswerSchema,
  matchBody,
  routeAnswerSchema,
  routeBody,
  type RouteBody,
  type Stop,
} from './routing-schemas.ts';
import { RouteGroup } from '../rest/route-group.ts';

/** Ways, times and reach by road. Every answer says by which graph, how exact it is, and whose data it is made of. */
@RouteGroup('routes', 'Ways, times and reach by road.')
@Controller('v1/routes')
export class RoutesController {
  readonly #roads: Roads;
  readonly #pages: MapPages;

  readonly #clock: ServerClock;

  constructor(roads: Roads, pages: MapPages, clock: ServerClock) {
    this.#roads = roads;
    this.#pages = pages;
    this.#clock = clock;
  }

  @Post()
  @HttpCode(200)
  @RequirePermission('routes:read')
  @Shows('nobody')
  @Operation({
    id: 'findRoute',
    summary: 'The way from here to there',
    description:
      'Around closures in force; at night, or on request, with more contact where that costs little time. Nothing is stored.',
    examples: routeExamples,
    answers: { 200: { description: 'The way', schema: routeAnswerSchema } },
    problems: [placeUnknown, ...UNROUTABLE_PROBLEMS],
  })
  async route(@Body({ schema: routeBody }) body: RouteBody) {
    const pointer = (at: number): string => ('stops' in body ? `/stops/${at}` : at === 0 ? '/from' : '/to');
    const stops = 'stops' in body ? body.stops : [body.from, body.to];
    const points = await this.#points(stops, pointer);
    const answer = await this.#roads.route(points, this.#clock.nowMs(), body.prefer);
    if (answer.kind === 'unroutable') throw unroutableProblem(answer, pointer);
    const { kind: _kind, line, ...rest } = answer;
    return { ...rest, geometry: { type: 'LineString', coordinates: line.map(toPair) } };
  }

  @Get('isochrone')
  @RequirePermission('routes:read')
  @Shows('nobody')
  @Operation({
    id: 'getIsochrone',
    summary: 'How far a car gets in so many minutes',
    answers: { 200: { description: 'One area for each time', schema: isochroneAnswerSchema } },
    problems: UNROUTABLE_PROBLEMS,
  })
  async isochrone(@Query({ schema: isochroneQuery }) { lat, lon, minutes }: z.infer<typeof isochroneQuery>) {
    const answer = await this.#roads.isochrone({ lat, lon }, minutes, this.#clock.nowMs());
    if (answer.kind === 'unroutable') throw unroutableProblem(answer, () => '/lat');
    const { kind: _kind, contours, ...rest } = answer;
    return {
      ...rest,
      contours: contours.map((contour) => ({
        minutes: contour.minutes,
        geometry: {
          type: 'MultiPolygon',
          coordinates: contour.polygons.map((rings) => rings.map((ring) => ring.map(toPair))),
        },
      })),
    };
  }

  @Post('match')
  @HttpCode(200)
  @RequirePermission('routes:read')
  @Shows('nobody')
  @Operation({
    id: 'matchTrail',
    summary: 'The roads under a GPS trail',
    description:
      'Gaps stay gaps: nothing is made up between points that are far apart in time or space. A fix that leapt off the island is left out and ' +
      'leaves a gap; if half of them are, or one is no point at all, the trail is refused. Nothing is stored.',
    examples: matchExamples,
    answers: { 200: { description: 'The trail on the roads', schema: matchAnswerSchema } },
    problems: [trailUnreadable, trailTooLong, ...UNROUTABLE_PROBLEMS],
  })
  async match(@Body({ schema: matchBody }) body: z.infer<typeof matchBody>) {
    const points = 'points' in body ? body.points : unpackTrail(body.packed)?.flat();
    if (!points) throw placeProblem(trailUnreadable, '/packed');
    if (points.length > ROUTING_LIMITS.trailPointsMax) throw trailTooLong();
    const answer = await this.#roads.match(points);
    if (answer.kind === 'unroutable')
      throw unroutableProblem(answer, (at) => ('points' in body ? `/points/${at}` : '/packed'));
    const { kind: _kind, lines, ...rest } = answer;
    return { ...rest, geometry: { type: 'MultiLineString', coordinates: lines.map((line) => line.map(toPair)) } };
  }

  async #points(stops: readonly Stop[], pointer: (at: number) => string): Promise<LatLon[]> {
    const { places } = (await this.#pages.map()).page;
    return stops.map((stop, at) => {
      if ('lat' in stop) return stop;
      const place = places.find(({ id }) => id === stop.placeId);
      if (!place) throw placeProblem(placeUnknown, `${pointer(at)}/placeId`);
      return {
        lat: place.latMicrodegrees / MICRODEGREES_PER_DEGREE,
        lon: place.lonMicrodegrees / MICRODEGREES_PER_DEGREE,
      };
    });
  }
}

function toPair({ lat, lon }: LatLon): [number, number] {
  return [lon, lat];
}

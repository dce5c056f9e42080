import type { Outcome } from '#sync';
import {
  isKnownEdge,
  MapPages,
  MICRODEGREES_PER_DEGREE,
  Roads,
  RoutingStore,
  ROUTING_LIMITS,
  type LatLon,
} from '#routing';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import { RequirePermission } from '../auth/access.ts';
import { Shows } from '../auth/shows.ts';
import { CurrentPrincipal, type Principal } from '../auth/principal.ts';
import { KeyedIds } from '../keyed-ids.ts';
import { IdempotencyKey, KeyedWrite } from '../rest/keyed-write.ts';
import { Operation } from '../rest/operation.ts';
import { Writes, type Write } from '../rest/writes.service.ts';
import {
  closureExamples,
  closuresAnswerExample,
  closureWrittenExample,
  endZoneExamples,
  writtenExample,
  zoneExamples,
  zonesAnswerExample,
  zoneWrittenExample,
} from './routing-examples.ts';
import { closurePointsNeeded, closurePointsNeededProblem } from './routing-problems.ts';
import {
  closureBody,
  closuresAnswerSchema,
  closureWrittenSchema,
  endZoneBody,
  rowPath,
  writtenSchema,
  zoneBody,
  zonesAnswerSchema,
  zoneWrittenSchema,
} from './routing-schemas.ts';
import { RouteGroup } from '../rest/route-group.ts';

const WRITTEN = { description: 'The outcome', schema: writtenSchema, example: writtenExample };

/** Closures and zones, for staff. Nothing is ever dated back. */
@RouteGroup('ops: roads', 'For staff: closures and zones. Nothing is ever dated back.')
@Controller('v1/ops')
export class ClosuresController {
  readonly #store: RoutingStore;
  readonly #writes: Writes;
  readonly #ids: KeyedIds;
  readonly #roads: Roads;
  readonly #pages: MapPages;

  constructor(store: RoutingStore, writes: Writes, roads: Roads, pages: MapPages, ids: KeyedIds) {
    this.#ids = ids;
    this.#pages = pages;
    this.#roads = roads;
    this.#store = store;
    this.#writes = writes;
  }

  /** This server's own map follows at once; the others' with the event. */
  async #write(write: Write): Promise<Outcome> {
    const { outcome } = await this.#writes.perform(write);
    this.#pages.forget();
    return outcome;
  }

  @Get('closures')
  @RequirePermission('ops:closures:read')
  @Shows('nobody')
  @Operation({
    id: 'listClosures',
    summary: 'List closures, lifted and past ones too, the newest first',
    answers: { 200: { description: 'Closures', schema: closuresAnswerSchema, example: closuresAnswerExample } },
  })
  async closures() {
    const closures = await this.#store.closures(ROUTING_LIMITS.rowsPerAnswerMax);
    return { closures: closures.map(({ points, ...rest }) => ({ ...rest, points: points.map(toLatLon) })) };
  }

  @Post('closures')
  @RequirePermission('ops:closures:write')
  @Shows('nobody')
  @KeyedWrite()
  @Operation({
    id: 'openClosure',
    summary: 'Shut roads',
    description: 'From now or a time ahead, until a time or until lifted.',
    examples: closureExamples,
    answers: {
      201: { description: 'Its id, and the outcome', schema: closureWrittenSchema, example: closureWrittenExample },
    },
    problems: [closurePointsNeeded],
    performs: ['routing.openClosure'],
  })
  async open(
    @Body({ schema: closureBody }) body: z.infer<typeof closureBody>,
    @IdempotencyKey() key: string,
    @CurrentPrincipal() principal: Principal,
  ) {
    const closureId = body.closureId ?? (await this.#ids.uuid({ subject: principal.subject, key }));
    const unplaced = body.points.length === 0 ? await this.#roads.unplaced(body.edges.filter(isKnownEdge)) : [];
    if (unplaced.length > 0) throw closurePointsNeededProblem(body.edges, unplaced);
    const args = { ...body, closureId, points: body.points.map(toMicrodegrees) };
    return { closureId, outcome: await this.#write({ principal, key, name: 'routing.openClosure', args }) };
  }

  @Post('closures/:id/lift')
  @HttpCode(200)
  @RequirePermission('ops:closures:write')
  @Shows('nobody')
  @KeyedWrite()
  @Operation({
    id: 'liftClosure',
    summary: 'Open shut roads again, from now on',
    answers: { 200: WRITTEN },
    performs: ['routing.liftClosure'],
  })
  async lift(
    @Param({ schema: rowPath }) { id }: z.infer<typeof rowPath>,
    @IdempotencyKey() key: string,
    @CurrentPrincipal() principal: Principal,
  ) {
    const args = { closureId: id };
    return { outcome: await this.#write({ principal, key, name: 'routing.liftClosure', args }) };
  }

  @Get('zones')
  @RequirePermission('ops:closures:read')
  @Shows('nobody')
  @Operation({
    id: 'listZones',
    summary: 'List zones, past ones too, the newest first',
    answers: { 200: { description: 'Zones', schema: zonesAnswerSchema, example: zonesAnswerExample } },
  })
  async zones() {
    const zones = await this.#store.zones(ROUTING_LIMITS.rowsPerAnswerMax);
    return { zones: zones.map(({ rings, ...rest }) => ({ ...rest, rings: rings.map(toCorners) })) };
  }

  @Post('zones')
  @RequirePermission('ops:closures:write')
  @Shows('nobody')
  @KeyedWrite()
  @Operation({
    id: 'setZone',
    summary: 'Set a zone: no pickups, weak coverage, or slow',
    examples: zoneExamples,
    answers: {
      201: { description: 'Its id, and the outcome', schema: zoneWrittenSchema, example: zoneWrittenExample },
    },
    performs: ['routing.setZone'],
  })
  async setZone(
    @Body({ schema: zoneBody }) body: z.infer<typeof zoneBody>,
    @IdempotencyKey() key: string,
    @CurrentPrincipal() principal: Principal,
  ) {
    const zoneId = body.zoneId ?? (await this.#ids.uuid({ subject: principal.subject, key }));
    const args = { ...body, zoneId, rings: body.rings.map(toRing) };
    return { zoneId, outcome: await this.#write({ principal, key, name: 'routing.setZone', args }) };
  }

  @Post('zones/:id/end')
  @HttpCode(200)
  @RequirePermission('ops:closures:write')
  @Shows('nobody')
  @KeyedWrite()
  @Operation({
    id: 'endZone',
    summary: 'End a zone, now or at a time ahead',
    bodyIsOptional: true,
    examples: endZoneExamples,
    answers: { 200: WRITTEN },
    performs: ['routing.endZone'],
  })
  async endZone(
    @Param({ schema: rowPath }) { id }: z.infer<typeof rowPath>,
    @Body({ schema: endZoneBody }) body: z.infer<typeof endZoneBody>,
    @IdempotencyKey() key: string,
    @CurrentPrincipal() principal: Principal,
  ) {
    const args = { zoneId: id, atMs: body?.atMs ?? null };
    return { outcome: await this.#write({ principal, key, name: 'routing.endZone', args }) };
  }
}

type Micro = { readonly latMicrodegrees: number; readonly lonMicrodegrees: number };

function toMicrodegrees({ lat, lon }: LatLon): Micro {
  return {
    latMicrodegrees: Math.round(lat * MICRODEGREES_PER_DEGREE),
    lonMicrodegrees: Math.round(lon * MICRODEGREES_PER_DEGREE),
  };
}

function toLatLon({ latMicrodegrees, lonMicrodegrees }: Micro): LatLon {
  return { lat: latMicrodegrees / MICRODEGREES_PER_DEGREE, lon: lonMicrodegrees / MICRODEGREES_PER_DEGREE };
}

function toRing(corners: readonly LatLon[]): number[] {
  return corners
    .map(toMicrodegrees)
    .flatMap(({ latMicrodegrees, lonMicrodegrees }) => [lonMicrodegrees, latMicrodegrees]);
}

function toCorners(ring: readonly number[]): LatLon[] {
  return ring.flatMap((value, at) =>
    at % 2 === 0 ? [toLatLon({ lonMicrodegrees: value, latMicrodegrees: ring[at + 1] ?? 0 })] : [],
  );
}

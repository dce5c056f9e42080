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
import { Body, Controller, Get, Headers, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { RequirePermission } from '../auth/access.ts';
import { CurrentPrincipal, type Principal } from '../auth/principal.ts';
import { idempotencyKey, stableUuid } from '../rest/idempotency.ts';
import { KeyedWrite, openApi } from '../rest/open-api.ts';
import { Writes, type Write } from '../rest/writes.service.ts';
import {
  closureExamples,
  closuresAnswerExample,
  closureWrittenExample,
  writtenExample,
  zoneExamples,
  zonesAnswerExample,
  zoneWrittenExample,
} from './routing-examples.ts';
import { closurePointsNeededProblem } from './routing-problems.ts';
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

const answered = (description: string, schema: z.ZodType, example: object) => {
  return { description, content: { 'application/json': { schema: openApi(schema), example } } };
};
const WRITTEN = answered('The outcome', writtenSchema, writtenExample);

/** Closures and zones, for staff. Nothing is ever dated back. */
@ApiTags('ops')
@ApiBearerAuth()
@Controller('v1/ops')
export class ClosuresController {
  readonly #store: RoutingStore;
  readonly #writes: Writes;
  readonly #roads: Roads;
  readonly #pages: MapPages;

  constructor(store: RoutingStore, writes: Writes, roads: Roads, pages: MapPages) {
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
  @ApiOperation({ summary: 'List closures, lifted and past ones too, the newest first' })
  @ApiOkResponse(answered('Closures', closuresAnswerSchema, closuresAnswerExample))
  async closures() {
    const closures = await this.#store.closures(ROUTING_LIMITS.rowsPerAnswerMax);
    return { closures: closures.map(({ points, ...rest }) => ({ ...rest, points: points.map(toLatLon) })) };
  }

  @Post('closures')
  @RequirePermission('ops:closures:write')
  @ApiOperation({ summary: 'Shut roads', description: 'From now or a time ahead, until a time or until lifted.' })
  @KeyedWrite()
  @ApiBody({ schema: openApi(closureBody), examples: closureExamples })
  @ApiCreatedResponse(answered('Its id, and the outcome', closureWrittenSchema, closureWrittenExample))
  async open(
    @Body({ schema: closureBody }) body: z.infer<typeof closureBody>,
    @Headers('idempotency-key') header: string | undefined,
    @CurrentPrincipal() principal: Principal,
  ) {
    const key = idempotencyKey(header);
    const closureId = body.closureId ?? stableUuid({ subject: principal.subject, key });
    const unplaced = body.points.length === 0 ? await this.#roads.unplaced(body.edges.filter(isKnownEdge)) : [];
    if (unplaced.length > 0) throw closurePointsNeededProblem(body.edges, unplaced);
    const args = { ...body, closureId, points: body.points.map(toMicrodegrees) };
    return { closureId, outcome: await this.#write({ principal, key, name: 'routing.openClosure', args }) };
  }

  @Post('closures/:id/lift')
  @HttpCode(200)
  @RequirePermission('ops:closures:write')
  @ApiOperation({ summary: 'Open shut roads again, from now on' })
  @ApiOkResponse(WRITTEN)
  @KeyedWrite()
  async lift(
    @Param({ schema: rowPath }) { id }: z.infer<typeof rowPath>,
    @Headers('idempotency-key') header: string | undefined,
    @CurrentPrincipal() principal: Principal,
  ) {
    const key = idempotencyKey(header);
    const args = { closureId: id };
    return { outcome: await this.#write({ principal, key, name: 'routing.liftClosure', args }) };
  }

  @Get('zones')
  @RequirePermission('ops:closures:read')
  @ApiOperation({ summary: 'List zones, past ones too, the newest first' })
  @ApiOkResponse(answered('Zones', zonesAnswerSchema, zonesAnswerExample))
  async zones() {
    const zones = await this.#store.zones(ROUTING_LIMITS.rowsPerAnswerMax);
    return { zones: zones.map(({ rings, ...rest }) => ({ ...rest, rings: rings.map(toCorners) })) };
  }

  @Post('zones')
  @RequirePermission('ops:closures:write')
  @ApiOperation({ summary: 'Set a zone: no pickups, weak coverage, or slow' })
  @KeyedWrite()
  @ApiBody({ schema: openApi(zoneBody), examples: zoneExamples })
  @ApiCreatedResponse(answered('Its id, and the outcome', zoneWrittenSchema, zoneWrittenExample))
  async setZone(
    @Body({ schema: zoneBody }) body: z.infer<typeof zoneBody>,
    @Headers('idempotency-key') header: string | undefined,
    @CurrentPrincipal() principal: Principal,
  ) {
    const key = idempotencyKey(header);
    const zoneId = body.zoneId ?? stableUuid({ subject: principal.subject, key });
    const args = { ...body, zoneId, rings: body.rings.map(toRing) };
    return { zoneId, outcome: await this.#write({ principal, key, name: 'routing.setZone', args }) };
  }

  @Post('zones/:id/end')
  @HttpCode(200)
  @RequirePermission('ops:closures:write')
  @ApiOperation({ summary: 'End a zone, now or at a time ahead' })
  @ApiOkResponse(WRITTEN)
  @KeyedWrite()
  @ApiBody({ schema: openApi(endZoneBody), required: false })
  async endZone(
    @Param({ schema: rowPath }) { id }: z.infer<typeof rowPath>,
    @Body({ schema: endZoneBody }) body: z.infer<typeof endZoneBody>,
    @Headers('idempotency-key') header: string | undefined,
    @CurrentPrincipal() principal: Principal,
  ) {
    const key = idempotencyKey(header);
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

import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { Public } from '../auth/access.ts';
import { platformKind, platformProblem } from '../http/platform-problems.ts';
import { Operation } from '../rest/operation.ts';
import { Readiness } from './readiness.ts';
import { RouteGroup } from '../rest/route-group.ts';

const OK = { description: 'Yes', schema: z.object({ status: z.literal('ok') }) };

/** For load balancers and orchestrators. */
@RouteGroup('health', 'For load balancers and orchestrators.')
@Controller('health')
export class HealthController {
  readonly #readiness: Readiness;

  constructor(readiness: Readiness) {
    this.#readiness = readiness;
  }

  /** The process runs. Restart it when this does not answer. */
  @Public()
  @Get('live')
  @Operation({ id: 'checkLive', summary: 'Does the process run?', answers: { 200: OK } })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** The process can serve. Send it no requests while this is a 503. */
  @Public()
  @Get('ready')
  @Operation({
    id: 'checkReady',
    summary: 'Can the process serve requests?',
    answers: { 200: OK },
    problems: [platformKind('not_ready')],
  })
  async ready(): Promise<{ status: 'ok' }> {
    const reasons = await this.#readiness.check();
    if (reasons.length > 0) throw platformProblem('not_ready', { detail: reasons.join(', ') });
    return { status: 'ok' };
  }
}

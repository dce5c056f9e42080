import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../auth/access.ts';
import { platformProblem } from '../http/platform-problems.ts';
import { Readiness } from './readiness.ts';

/** For load balancers and orchestrators. */
@ApiTags('health')
@Controller('health')
export class HealthController {
  readonly #readiness: Readiness;

  constructor(readiness: Readiness) {
    this.#readiness = readiness;
  }

  /** The process runs. Restart it when this does not answer. */
  @Public()
  @Get('live')
  @ApiOperation({ summary: 'Does the process run?' })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** The process can serve. Send it no requests while this is a 503. */
  @Public()
  @Get('ready')
  @ApiOperation({ summary: 'Can the process serve requests?' })
  async ready(): Promise<{ status: 'ok' }> {
    const reasons = await this.#readiness.check();
    if (reasons.length > 0) throw platformProblem('not_ready', { detail: reasons.join(', ') });
    return { status: 'ok' };
  }
}

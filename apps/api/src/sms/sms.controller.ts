import { SMS_CHARS_MAX } from '#rides/client';
import { pushResponseSchema, type PushResponse } from '#sync';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { RequirePermission } from '../auth/access.ts';
import { ReceivedAtMs } from '../http/received-at.ts';
import { openApi } from '../rest/open-api.ts';
import { SmsIntake } from './sms-intake.ts';

const inboundBody = z.strictObject({
  text: z.string().min(1).max(SMS_CHARS_MAX).describe('The text of one SMS, as it came'),
});

const inboundExample = {
  text: { summary: 'A cancel', value: { text: 'Eslqlt7qs45QAAACAZqwo-lAAAAAAZKkx3wee1-dUm86L36aEAFAQhrBaru9eLYOqIg' } },
};

/** Where the gateway of a telephone company brings SMS. The gateway is not ours; it signs in with the role `gateway`. */
@ApiTags('sms')
@ApiBearerAuth()
@Controller('v1/sms')
export class SmsController {
  readonly #intake: SmsIntake;

  constructor(intake: SmsIntake) {
    this.#intake = intake;
  }

  @Post('inbound')
  @HttpCode(200)
  @RequirePermission('sms:deliver')
  @ApiOperation({
    summary: 'Bring an SMS of a phone without data',
    description:
      'The text is the mutation that the phone also keeps for its next push: whichever comes first is decided, the other is answered ' +
      'as a replay. Bring it again after 409 `mutation_gap` (an earlier one is missing), 429 and 503; any 422 is final. ' +
      'An SOS is answered with 501 `not_yet`.',
  })
  @ApiBody({ schema: openApi(inboundBody), examples: inboundExample })
  @ApiOkResponse({ schema: openApi(pushResponseSchema) })
  async inbound(
    @Body({ schema: inboundBody }) { text }: z.infer<typeof inboundBody>,
    @ReceivedAtMs() receivedAtMs: number,
  ): Promise<PushResponse> {
    return this.#intake.take(text, receivedAtMs);
  }
}

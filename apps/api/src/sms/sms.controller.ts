import { SMS_CHARS_MAX } from '#rides/client';
import { pushResponseSchema, type PushResponse } from '#sync';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { z } from 'zod';
import { RequirePermission } from '../auth/access.ts';
import { Shows } from '../auth/shows.ts';
import { ReceivedAtMs } from '../http/received-at.ts';
import { Operation } from '../rest/operation.ts';
import { PUSH_PROBLEMS, TRY_AGAIN_PROBLEMS } from '../sync/sync-problems.ts';
import { SmsIntake } from './sms-intake.ts';
import { credentialEnded, SMS_PROBLEMS, sosNotYet } from './sms-problems.ts';
import { RouteGroup } from '../rest/route-group.ts';

const inboundBody = z.strictObject({
  text: z.string().min(1).max(SMS_CHARS_MAX).describe('The text of one SMS, as it came'),
});

const inboundExample = {
  text: { summary: 'A cancel', value: { text: 'Eslqlt7qs45QAAACAZqwo-lAAAAAAZKkx3wee1-dUm86L36aEAFAQhrBaru9eLYOqIg' } },
};

/** Where the gateway of a telephone company brings SMS. The gateway is not ours; it signs in with the role `gateway`. */
@RouteGroup('sms', 'For the gateway of a telephone company.')
@Controller('v1/sms')
export class SmsController {
  readonly #intake: SmsIntake;

  constructor(intake: SmsIntake) {
    this.#intake = intake;
  }

  @Post('inbound')
  @HttpCode(200)
  @RequirePermission('sms:deliver')
  @Shows('caller')
  @Operation({
    id: 'deliverSms',
    summary: 'Bring an SMS of a phone without data',
    description:
      'The text is the mutation that the phone also keeps for its next push: whichever comes first is decided, the other is answered ' +
      'as a replay. Bring it again after 409 `mutation_gap` (an earlier one is missing), 429 and 503; any 422 is final. ' +
      'An SOS is answered with 501 `not_yet`.',
    examples: inboundExample,
    answers: { 200: { description: 'The outcome, as push answers it', schema: pushResponseSchema } },
    problems: [...Object.values(SMS_PROBLEMS), credentialEnded, sosNotYet, ...PUSH_PROBLEMS, ...TRY_AGAIN_PROBLEMS],
  })
  async inbound(
    @Body({ schema: inboundBody }) { text }: z.infer<typeof inboundBody>,
    @ReceivedAtMs() receivedAtMs: number,
  ): Promise<PushResponse> {
    return this.#intake.take(text, receivedAtMs);
  }
}

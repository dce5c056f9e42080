import { CREDENTIAL_POLICY, subjectSchema, SYNC_LIMITS, type DeviceItem } from '#sync';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { RequirePermission } from '../auth/access.ts';
import { Shows } from '../auth/shows.ts';
import { CurrentPrincipal, type Principal } from '../auth/principal.ts';
import { Operation } from '../rest/operation.ts';
import { TRY_AGAIN_PROBLEMS } from '../sync/sync-problems.ts';
import { devicesSchema, issuedCredentialSchema } from './device-schemas.ts';
import { Devices, type IssuedCredential } from './devices.service.ts';
import { RouteGroup } from '../rest/route-group.ts';

const identifier = z.string().min(1).max(SYNC_LIMITS.identifierCharsMax);
const credentialBody = z.strictObject({
  clientGroupID: identifier,
  smsStream: identifier.optional().describe('The stream of this install whose mutations may also come by SMS'),
});
const deviceBody = z.strictObject({ subject: subjectSchema.describe('Whose device it is') });
const devicePath = z.strictObject({ groupId: identifier.describe('The install, as the phone named it') });
const subjectQuery = z.strictObject({ subject: subjectSchema.describe('Whose devices') });

const credentialExample = {
  install: { summary: 'This install', value: { clientGroupID: '0192a4c7-7c1e-7b5f-9d52-6f3a2f7e9a10' } },
};

/** Devices: how long they may act without contact, and what to do when one is lost. */
@RouteGroup('devices', 'How long a device may act without contact, and what to do when it is lost.')
@Controller('v1')
export class DevicesController {
  readonly #devices: Devices;

  constructor(devices: Devices) {
    this.#devices = devices;
  }

  @Post('devices/credential')
  @HttpCode(200)
  @RequirePermission('devices:use')
  @Shows('caller')
  @Operation({
    id: 'issueCredential',
    summary: 'Get an offline credential for this install',
    description:
      'A compact JWS (ES256, `typ` bimride-credential+jws, keys at /v1/book/jwks.json): what this install may do without contact. Ask on ' +
      `every contact, before pushing. A rider’s lasts ${CREDENTIAL_POLICY.riderHours} hours, a driver’s ${CREDENTIAL_POLICY.driverHours} hours ` +
      `with at most ${CREDENTIAL_POLICY.driverCashCents} cents of cash. An install that was taken out of service gets none.`,
    examples: credentialExample,
    answers: { 200: { description: 'The credential as signed, and what it says', schema: issuedCredentialSchema } },
    problems: TRY_AGAIN_PROBLEMS,
    performs: ['sync.issueCredential'],
  })
  async credential(
    @Body({ schema: credentialBody }) body: z.infer<typeof credentialBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<IssuedCredential> {
    return this.#devices.issue(principal, { groupId: body.clientGroupID, smsStream: body.smsStream });
  }

  @Post('devices/:groupId/revoke')
  @HttpCode(204)
  @RequirePermission('devices:use')
  @Shows('caller')
  @Operation({
    id: 'revokeDevice',
    summary: 'Take a lost device of your own out of service',
    description:
      'For good: what it still sends is kept for staff, and it is told to forget what it holds. Your other devices go on. ' +
      'It does not end the device’s sign-in: ask support to do so at the identity provider.',
    answers: { 204: { description: 'It is out of service' } },
    problems: TRY_AGAIN_PROBLEMS,
    performs: ['sync.revokeDevice'],
  })
  async revokeOwn(
    @Param({ schema: devicePath }) { groupId }: z.infer<typeof devicePath>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    await this.#devices.revoke(principal, groupId, principal.subject);
  }

  @Get('ops/devices')
  @RequirePermission('ops:devices:revoke')
  @Shows({ peopleAt: ['query.subject', 'answer.items.*.subject'] })
  @Operation({
    id: 'listDevicesForStaff',
    summary: 'The devices of a person',
    answers: { 200: { description: 'Devices', schema: devicesSchema } },
  })
  async list(
    @Query({ schema: subjectQuery }) { subject }: z.infer<typeof subjectQuery>,
  ): Promise<{ items: readonly DeviceItem[] }> {
    return { items: await this.#devices.list(subject) };
  }

  @Post('ops/devices/:groupId/revoke')
  @HttpCode(204)
  @RequirePermission('ops:devices:revoke')
  @Shows('nobody')
  @Operation({
    id: 'revokeDeviceForStaff',
    summary: 'Take a person’s device out of service',
    description: 'For good. Its work is parked with the reason `device_revoked`; replay or discard what is honest.',
    examples: { 'A driver’s lost phone': { value: { subject: 'driver' } } },
    answers: { 204: { description: 'It is out of service' } },
    problems: TRY_AGAIN_PROBLEMS,
    performs: ['sync.revokeDevice'],
  })
  async revoke(
    @Param({ schema: devicePath }) { groupId }: z.infer<typeof devicePath>,
    @Body({ schema: deviceBody }) { subject }: z.infer<typeof deviceBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    await this.#devices.revoke(principal, groupId, subject);
  }
}

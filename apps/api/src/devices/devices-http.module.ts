import { Module } from '@nestjs/common';
import { SmsHttpModule } from '../sms/sms-http.module.ts';
import { CredentialSigner } from './credential-signer.ts';
import { DevicesController } from './devices.controller.ts';
import { Devices } from './devices.service.ts';

/** Devices and their routes. */
@Module({ imports: [SmsHttpModule], controllers: [DevicesController], providers: [Devices, CredentialSigner] })
export class DevicesHttpModule {}

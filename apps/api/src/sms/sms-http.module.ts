import { Module } from '@nestjs/common';
import { SmsController } from './sms.controller.ts';
import { SmsIntake } from './sms-intake.ts';
import { SmsKeys } from './sms-keys.ts';

/** SMS, and the keys of those who send them. */
@Module({ controllers: [SmsController], providers: [SmsIntake, SmsKeys], exports: [SmsKeys] })
export class SmsHttpModule {}

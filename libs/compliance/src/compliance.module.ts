import { Module } from '@nestjs/common';

/** Where compliance joins the application. It registers nothing yet: the README says what it will own and decide. */
@Module({})
export class ComplianceModule {}

import { PageSigner, PricingModule, type PricingOptions } from '#pricing';
import { Module, type DynamicModule } from '@nestjs/common';
import { BookController } from '../book/book.controller.ts';
import { SecretPageSigner } from '../book/secret-page-signer.ts';
import { FaresController } from './fares.controller.ts';
import { MissingFares } from './missing-fare.service.ts';
import { OpsFaresController } from './ops-fares.controller.ts';
import { OpsRefundsController } from './ops-refunds.controller.ts';
import { QuotesController } from './quotes.controller.ts';
import { TariffsController } from './tariffs.controller.ts';

const SIGNER = { provide: PageSigner, useClass: SecretPageSigner };

/** Pricing and its routes, with the keys and the map of this application. */
@Module({})
export class PricingHttpModule {
  static forRoot(options: Partial<PricingOptions>): DynamicModule {
    const pricing = PricingModule.forRoot({
      ...options,
      providers: [SIGNER],
    });
    return {
      module: PricingHttpModule,
      // The way of SMS in needs to know the pages, too.
      global: true,
      exports: [pricing],
      imports: [pricing],
      controllers: [
        BookController,
        QuotesController,
        TariffsController,
        FaresController,
        OpsFaresController,
        OpsRefundsController,
      ],
      providers: [SIGNER, MissingFares],
    };
  }
}

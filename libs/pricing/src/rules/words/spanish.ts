import type { CodeWords, ModuleWords } from '#sync/client';
import type { PricingCode } from '../codes.ts';

/** What pricing says in Spanish, to those who take and pay fares. */
export const PRICING_SPANISH: ModuleWords = {
  codes: {
    cash_exists: { reason: 'Este pago ya está anotado.' },
    cash_over: {
      reason: 'Quedó anotado. En total se recibió más que la tarifa.',
      next: 'Devuélvele al pasajero lo que sobra, o escríbenos.',
    },
    cash_short: { reason: 'Quedó anotado. En total se recibió menos que la tarifa. Puedes seguir.' },
    cash_too_often: { reason: 'No se pueden anotar más pagos para un solo viaje.', next: 'Escríbenos.' },
    change_too_much: {
      reason: 'El cambio es más de lo que te dieron.',
      next: 'Revisa las dos cantidades y anótalo otra vez.',
    },
    other_device: {
      reason: 'Este viaje está en tu otro teléfono, y también su efectivo.',
      next: 'Anótalo en ese teléfono.',
      elsewhere: {
        reason: 'Ese teléfono no tiene el viaje, así que el efectivo no quedó anotado.',
        next: 'Anótalo en el teléfono que tiene el viaje.',
      },
    },
    ride_not_over: { reason: 'El viaje no ha terminado.', next: 'Termina el viaje y luego anota el efectivo.' },
    ride_not_yours: { reason: 'No conocemos ese viaje tuyo.', next: 'Escríbenos si lo hiciste tú.' },
  } satisfies Partial<Record<PricingCode, CodeWords>>,
  acts: {
    'pricing.recordCash': {
      did: ({ args, money }) => {
        const given = args['currency'] === 'BBD' ? money(args['tenderedCents']) : null;
        return given === null ? 'Anotaste efectivo' : `Anotaste ${given} en efectivo`;
      },
    },
  },
};

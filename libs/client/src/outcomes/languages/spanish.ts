import { PRICING_SPANISH } from '#pricing/client';
import { RIDES_SPANISH } from '#rides/client';
import { SYNC_SPANISH } from '#sync/client';
import type { Language } from '../tell.ts';

const KEPT = 'Está guardado en este teléfono. ';

/** Spanish, as it is understood all over the Caribbean. */
export const spanish: Language = {
  locale: 'es-419',
  modules: [SYNC_SPANISH, RIDES_SPANISH, PRICING_SPANISH],
  onThisDevice: (did) => `${did}.`,
  onAnotherDevice: (did) => `${did}, en otro teléfono o antes de reinstalar la aplicación.`,
  someAct: 'Hiciste algo',
  someCode: { reason: 'No se pudo hacer.', next: 'Mira cómo está todo ahora, o escríbenos.' },
  overtook: {
    did: 'Otra persona quiso hacer algo, pero lo que tú hiciste nos llegó primero',
    reason: 'Lo que hiciste sigue en pie.',
  },
  overdue: {
    reason: 'La hora que indicaste ya pasó y no ha llegado respuesta. No cuentes con ello.',
    next: 'Busca red: entonces te diremos en qué quedó.',
  },
  held: {
    no_upcaster: {
      reason: `${KEPT}Esta versión de la aplicación no puede enviarlo.`,
      next: 'Actualiza la aplicación, o guarda una copia.',
    },
    refused_by_server: {
      reason: `${KEPT}Bimride no pudo aceptarlo como está.`,
      next: 'Guarda una copia y escríbenos.',
    },
  },
};

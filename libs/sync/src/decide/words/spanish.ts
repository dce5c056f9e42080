import type { ModuleWords } from '../../define/words.ts';

const WAITS = 'No hace falta repetirlo. Te diremos en qué queda.';
const FAULT = { reason: 'Bimride lo tiene, pero algo falló de nuestro lado. Se decide más tarde.', next: WAITS };

/** What sync says in Spanish. */
export const SYNC_SPANISH: ModuleWords = {
  codes: {
    args_invalid: {
      reason: 'Bimride no pudo leerlo, así que no se hizo nada.',
      next: 'Actualiza la aplicación y hazlo otra vez, o escríbenos.',
    },
    role_missing: { reason: 'Esta cuenta no permite hacer esto.', next: 'Escríbenos si debería permitirlo.' },
    valid_until_passed: {
      reason: 'Nos llegó después de la hora que indicaste, así que no se hizo nada.',
      next: 'Hazlo otra vez si todavía lo quieres.',
    },
    mutation_too_large: { reason: 'Es demasiado largo.', next: 'Acórtalo y hazlo otra vez.' },
    discarded: {
      reason: 'Nuestro personal lo revisó y decidió que no cuenta.',
      next: 'Escríbenos si quieres saber por qué.',
    },
    too_old: {
      reason: 'Esperó demasiado tiempo en este teléfono y ya no cuenta.',
      next: 'Escríbenos si todavía importa.',
    },
    unknown_mutation: { reason: 'Bimride lo tiene. Se decide después de nuestra próxima actualización.', next: WAITS },
    defect: FAULT,
    store_failed: FAULT,
    lane_held: { reason: 'Bimride lo tiene. Primero hay que decidir algo que hiciste antes.', next: WAITS },
    device_revoked: {
      reason: 'Este teléfono fue dado de baja. Bimride tiene lo que hiciste y nuestro personal lo revisa.',
      next: 'Inicia sesión otra vez en este teléfono, o escríbenos.',
    },
    credential_expired: {
      reason:
        'Este teléfono estuvo sin red más tiempo del permitido. Bimride tiene lo que hiciste y nuestro personal lo revisa.',
      next: WAITS,
    },
    cash_limit_reached: {
      reason:
        'Cobraste más efectivo del permitido sin red. Bimride tiene lo que anotaste y nuestro personal lo revisa.',
      next: WAITS,
    },
    outcome_not_found: { reason: 'Ese aviso ya no está.' },
  },
  acts: {
    'sync.acknowledgeOutcome': { did: 'Dijiste que habías leído un aviso' },
  },
};

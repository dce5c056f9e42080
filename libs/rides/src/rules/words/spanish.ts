import type { CodeWords, Facts, ModuleWords, Says } from '#sync/client';
import type { RideCode } from '../codes.ts';

const LOOK = 'Mira cómo está el viaje ahora.';
const CONTACT_FARE =
  'Este viaje no tiene tarifa liquidada, a lo sumo un cargo por cancelación. Si llevaste al pasajero, escríbenos: guardamos las horas de tu teléfono y con ellas lo arreglamos.';

const at = (time: string | null): string => (time === null ? '' : ` (${time})`);
const to = (place: string | null): string => (place === null ? '' : ` a ${place}`);

const WHO = { rider: 'El pasajero', driver: 'El conductor', dispatcher: 'Bimride' };

function cancelledBy(by: unknown, time: string | null): string {
  const who = WHO[by as keyof typeof WHO];
  return who === undefined ? `El viaje fue cancelado${at(time)}` : `${who} canceló el viaje${at(time)}`;
}

function rideInWords(ride: Readonly<Record<string, unknown>>, { time }: Says): string | null {
  switch (ride['status']) {
    case 'requested':
    case 'offered':
      return 'El viaje espera un conductor.';
    case 'accepted':
      return 'Un conductor aceptó el viaje.';
    case 'arrived':
      return `El conductor llegó al punto de recogida${at(time(ride['arrivedAtMs']))}.`;
    case 'started':
      return `El viaje empezó${at(time(ride['startedAtMs']))}.`;
    case 'ended':
      return `El viaje terminó${at(time(ride['endedAtMs']))}.`;
    case 'cancelled':
      return ride['cancelReason'] === 'no_show'
        ? `El conductor esperó y no llegó nadie: el viaje se canceló${at(time(ride['cancelledAtMs']))}.`
        : // Read by the rider, too, who knows it.
          `${cancelledBy(ride['cancelledBy'] === 'rider' ? null : ride['cancelledBy'], time(ride['cancelledAtMs']))}.`;
    case 'lapsed':
      return 'No se envió ningún carro. El pedido espera tu respuesta.';
    default:
      return null;
  }
}

const cancelled = ({ details, time }: Facts): string =>
  `${cancelledBy(details['cancelledBy'], time(details['cancelledAtMs']))}, y eso nos llegó primero.`;
const DO_NOT_DRIVE: CodeWords = {
  reason: cancelled,
  next: 'No vayas al punto de recogida. Puedes tomar el próximo viaje.',
};
const DRIVEN: CodeWords = { reason: cancelled, next: CONTACT_FARE };
const NOT_YOURS: CodeWords = {
  reason: 'Este viaje ya no es tuyo.',
  next: 'Si el pasajero va en tu carro, escríbenos. Si no, espera el próximo viaje.',
};
const NEW_PIN = 'Pídele al pasajero que cree un PIN nuevo y escribe ese.';

/** What rides say in Spanish. Codes that only dispatchers hear are not here: their console is in English. */
export const RIDES_SPANISH: ModuleWords = {
  codes: {
    arrival_unproven: {
      reason: 'Tu llegada vino sin tu ubicación, así que no demuestra que estabas en el punto de recogida.',
      next: 'Escríbenos para cancelar el viaje.',
    },
    booking_lapsed: {
      reason: ({ time, details }) =>
        `Tu pedido nos llegó después de la hora que indicaste${at(time(details['arrivedAtMs']))}. No se envió ningún carro.`,
      next: 'Confírmalo si todavía quieres un carro, o déjalo así.',
    },
    cancelled_after_accept: {
      reason: ({ details, time }) =>
        `El viaje está cancelado. Un conductor ya lo había aceptado${at(time(details['acceptedAtMs']))}.`,
      next: 'Si hay un cargo, lo verás en este viaje.',
    },
    clocks_disagree: {
      reason: 'Las horas de tu teléfono no muestran que esperaste tanto.',
      next: 'Dilo otra vez con red, o escríbenos para cancelar el viaje.',
    },
    driver_has_ride: { reason: 'Primero tienes que terminar un viaje.', next: 'Termínalo y luego desconéctate.' },
    driver_offline: { reason: 'Ya estabas desconectado.' },
    grace_not_over: {
      reason: 'El pasajero todavía tiene tiempo de llegar.',
      next: 'Espera un poco más y dilo otra vez.',
    },
    move_illegal: { reason: 'Eso no es posible como está el viaje.', next: LOOK },
    offer_gone: { reason: 'Para entonces la oferta ya había terminado. No pierdes nada.', next: 'Espera la próxima.' },
    other_device: {
      reason: 'Tu turno está en tu otro teléfono, así que no se hizo nada.',
      next: 'Sigue con ese teléfono, o conéctate en este para pasar el turno aquí.',
      elsewhere: {
        reason: 'Ese teléfono no tenía tu turno, así que nada cambió.',
        next: 'Sigue con el teléfono que tiene el turno.',
      },
    },
    pickup_not_allowed: {
      reason: 'A esta hora no se puede recoger a nadie allí.',
      next: 'Elige otro punto de recogida u otra hora.',
    },
    pickup_far: {
      reason: 'Estás muy lejos del punto de recogida, o lo estabas al llegar.',
      next: 'Ve al punto de recogida, o escríbenos para cancelar el viaje.',
    },
    pin_locked: { reason: 'Hubo demasiados PIN incorrectos.', next: NEW_PIN },
    pin_not_needed: { reason: 'El viaje ya no necesita PIN.' },
    pin_wrong: {
      reason: (facts) => {
        const left = facts.details['triesLeft'];
        const tries =
          left === 0 ? 'No quedan intentos' : left === 1 ? 'Queda 1 intento' : `Quedan ${String(left)} intentos`;
        return `Ese no era el PIN, así que el viaje no empezó.${left === undefined ? '' : ` ${tries}.`}`;
      },
      next: (facts) => (facts.details['triesLeft'] === 0 ? NEW_PIN : 'Pídele el PIN al pasajero y escríbelo otra vez.'),
    },
    point_at_sea: { reason: 'Ese lugar está en el mar: ningún carro puede ir allí.', next: 'Elige otro lugar.' },
    quote_lapsed: {
      reason: 'La tarifa que te dimos ya no vale. No se envió ningún carro.',
      next: 'Mira la tarifa nueva y confirma si todavía quieres el carro.',
    },
    ride_cancelled: DO_NOT_DRIVE,
    ride_exists: { reason: 'Ya tenemos este pedido.', next: 'Mira tus viajes.' },
    ride_not_found: { reason: 'No conocemos ese viaje tuyo.', next: 'Mira tus viajes.' },
    ride_open: {
      reason: 'Ya tienes un viaje abierto, así que este pedido no se tomó.',
      next: 'Si también quieres este, pídelo cuando termine el viaje abierto.',
      elsewhere: { reason: 'Ya tenías un viaje abierto, así que ese pedido no se tomó.' },
    },
    ride_over: { reason: 'El viaje ya había terminado.', next: 'Si algo está mal, escríbenos.' },
    ride_started: {
      reason: ({ details, time }) =>
        `El conductor ya había empezado${at(time(details['startedAtMs']))}. El viaje sigue.`,
      next: 'Pídele al conductor que lo termine, o llámanos.',
    },
    rider_missing: { reason: 'Falta decir para qué pasajero es.', next: 'Elige el pasajero.' },
    rider_unknown: {
      reason: 'Nadie ha pedido antes un viaje para este pasajero.',
      next: 'Comprueba quién es, o indica que es nuevo.',
    },
    rider_not_you: { reason: 'Solo puedes pedir un carro para ti.' },
    trip_zero_length: { reason: 'El viaje terminaría donde empieza.', next: 'Elige otro destino.' },
    waiting_reduced: {
      reason: 'El viaje terminó. De tu espera cuenta solo lo que permiten las horas de este viaje.',
      next: 'Si eso no es correcto, escríbenos.',
    },
  } satisfies Partial<Record<RideCode, CodeWords>>,
  acts: {
    'rides.book': { did: ({ args, place }) => `Pediste un carro${to(place(args['dropoff']))}` },
    'rides.confirm': { did: 'Confirmaste tu pedido' },
    'rides.cancel': {
      did: 'Pediste cancelar el viaje',
      overtook: {
        did: 'El pasajero pidió cancelar, pero lo que tú hiciste nos llegó primero',
        reason: 'Tu viaje sigue en pie, y también su tarifa.',
      },
    },
    'rides.renewPin': { did: 'Pediste un PIN nuevo' },
    'rides.accept': { did: 'Aceptaste un viaje' },
    'rides.decline': { did: 'Rechazaste un viaje', codes: { ride_cancelled: { reason: cancelled } } },
    'rides.arrive': {
      did: 'Dijiste que estabas en el punto de recogida',
      codes: {
        offer_gone: NOT_YOURS,
        ride_cancelled: {
          reason: cancelled,
          next: 'No esperes en el punto de recogida. Puedes tomar el próximo viaje.',
        },
      },
      overtook: {
        did: 'El conductor llegó al punto de recogida, pero tu cancelación nos llegó primero',
        reason: 'Tu cancelación sigue en pie.',
        next: 'Si viajaste de todos modos, escríbenos: no hay tarifa liquidada.',
      },
    },
    'rides.start': {
      did: 'Escribiste un PIN para empezar el viaje',
      codes: { offer_gone: NOT_YOURS, ride_cancelled: DRIVEN },
      overtook: {
        did: 'El conductor empezó el viaje, pero tu cancelación nos llegó primero',
        reason: 'Tu cancelación sigue en pie.',
        next: 'Si viajaste de todos modos, escríbenos: no hay tarifa liquidada.',
      },
    },
    'rides.end': {
      did: 'Terminaste el viaje',
      codes: { offer_gone: NOT_YOURS, ride_cancelled: DRIVEN },
      overtook: {
        did: 'El conductor terminó el viaje, pero tu cancelación nos llegó primero',
        reason: 'Tu cancelación sigue en pie.',
        next: 'Si viajaste de todos modos, escríbenos: no hay tarifa liquidada.',
      },
    },
    'rides.noShow': {
      did: 'Dijiste que no llegó nadie',
      codes: {
        offer_gone: NOT_YOURS,
        ride_cancelled: {
          reason: cancelled,
          next: 'Puedes tomar el próximo viaje. Si te toca un cargo, lo verás en este viaje.',
        },
      },
      overtook: {
        did: 'El conductor dijo que no llegó nadie, pero tu cancelación nos llegó primero',
        reason: 'Tu cancelación sigue en pie.',
      },
    },
    'drivers.goOnline': { did: 'Pediste conectarte' },
    'drivers.goOffline': { did: 'Pediste desconectarte' },
  },
  rows: { ride: rideInWords },
};

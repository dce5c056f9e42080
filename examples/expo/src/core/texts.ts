/** What the screens say. What became of an act the library says itself, in `@bimride/client/words`. Pure. */
import type { ClientStatus } from '@bimride/client';
import type { RideStatus } from '@bimride/client/rides';
import type { DriversAct } from './drivers-next.ts';

const ENGLISH = {
  signIn: 'Sign in',
  signOut: 'Sign out',
  stay: 'Stay signed in',
  leave: 'Sign out anyway',
  where: 'Where to?',
  quote: 'What does it cost?',
  noFare: 'No fare yet: the map comes with the first contact, or there is no such place.',
  noPlace: 'This phone does not know where it is.',
  book: 'Book',
  cancel: 'Cancel',
  pin: 'Tell the driver this PIN:',
  typePin: 'The rider’s PIN',
  goOnline: 'Go on duty',
  goOffline: 'Go off duty',
  seen: 'I have seen it',
  waiting: (count: number) => `${count} not sent yet. Nothing is lost.`,
  leaving: (count: number) => `${count} not sent yet. They stay on this phone until you sign in here again.`,
  status: {
    requested: 'Looking for a driver',
    offered: 'Offered to a driver',
    accepted: 'A driver is coming',
    arrived: 'The driver is there',
    started: 'On the way',
    ended: 'Over',
    cancelled: 'Cancelled',
    lapsed: 'Lapsed',
  } satisfies Record<RideStatus, string>,
  act: { accept: 'Accept', arrive: 'I am there', start: 'Start', end: 'End' } satisfies Record<DriversAct, string>,
  noContact: 'No network. Go on: it will be sent.',
  portal: 'This Wi-Fi wants you to sign in to it.',
  signedOut: 'Sign in again to send what waits.',
  revoked: 'This phone was taken out of service.',
  update: 'Update the app to send what waits.',
  later: 'Bimride is busy. It will be sent.',
};

export type Texts = typeof ENGLISH;

const SPANISH: Texts = {
  signIn: 'Iniciar sesión',
  signOut: 'Cerrar sesión',
  stay: 'Seguir en la sesión',
  leave: 'Cerrar sesión igualmente',
  where: '¿Adónde?',
  quote: '¿Cuánto cuesta?',
  noFare: 'Aún no hay tarifa: el mapa llega con el primer contacto, o no existe ese lugar.',
  noPlace: 'Este teléfono no sabe dónde está.',
  book: 'Reservar',
  cancel: 'Cancelar',
  pin: 'Diga este PIN al conductor:',
  typePin: 'El PIN del pasajero',
  goOnline: 'Entrar en servicio',
  goOffline: 'Salir de servicio',
  seen: 'Lo he visto',
  waiting: (count) => `${count} sin enviar todavía. No se pierde nada.`,
  leaving: (count) => `${count} sin enviar todavía. Se quedan en este teléfono hasta que vuelva a iniciar sesión aquí.`,
  status: {
    requested: 'Buscando conductor',
    offered: 'Ofrecido a un conductor',
    accepted: 'Un conductor viene en camino',
    arrived: 'El conductor está ahí',
    started: 'En camino',
    ended: 'Terminado',
    cancelled: 'Cancelado',
    lapsed: 'Caducado',
  },
  act: { accept: 'Aceptar', arrive: 'He llegado', start: 'Empezar', end: 'Terminar' },
  noContact: 'Sin red. Siga: se enviará.',
  portal: 'Esta red Wi-Fi pide que inicie sesión en ella.',
  signedOut: 'Inicie sesión de nuevo para enviar lo pendiente.',
  revoked: 'Este teléfono se ha retirado del servicio.',
  update: 'Actualice la aplicación para enviar lo pendiente.',
  later: 'Bimride está ocupado. Se enviará.',
};

/** By a locale as `Intl` names it. */
export const isSpanish = (locale: string): boolean => locale.toLowerCase().startsWith('es');
export const textsIn = (locale: string): Texts => (isSpanish(locale) ? SPANISH : ENGLISH);

/** What is in the way, in words; null: nothing. */
export function hindranceText({ hindrance }: Pick<ClientStatus, 'hindrance'>, texts: Texts): string | null {
  switch (hindrance) {
    case null:
      return null;
    case 'portal':
      return texts.portal;
    case 'signed_out':
    case 'wrong_person':
    case 'unknown_person':
    case 'forbidden':
      return texts.signedOut;
    case 'revoked':
      return texts.revoked;
    case 'update_needed':
      return texts.update;
    case 'busy':
      return texts.later;
    default:
      return texts.noContact;
  }
}

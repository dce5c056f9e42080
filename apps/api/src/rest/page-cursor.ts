import { problemKind } from '../http/problem-kind.ts';

/** A cursor that no page of ours ended with. */
export const cursorInvalid = problemKind({ status: 400, code: 'cursor_invalid', title: 'This cursor is none of ours' });

/** A time in milliseconds and a UUID. */
export const TIME_AND_ID = /^(\d{1,15})\.([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

/** How the pages of a list are told apart: opaque to callers, who send back what the page before ended with. */
export interface PageCursor<Place> {
  /** Where a page ended; null: it was the last. */
  write(place: Place | null): string | null;
  /** Where the page before ended; null: this is the first. @throws Problem for what is no cursor of ours */
  read(text: string | undefined): Place | null;
}

/** The cursors of a list. `form` has a group for each part of the text, by which `placeOf` finds the place again. */
export function pageCursor<Place>(
  textOf: (place: Place) => string,
  form: RegExp,
  placeOf: (first: string, second: string) => Place,
): PageCursor<Place> {
  return {
    write: (place) => place && Buffer.from(textOf(place)).toString('base64url'),
    read: (text) => {
      if (text === undefined) return null;
      const [, first, second] = form.exec(Buffer.from(text, 'base64url').toString()) ?? [];
      if (first === undefined || second === undefined) throw cursorInvalid();
      return placeOf(first, second);
    },
  };
}

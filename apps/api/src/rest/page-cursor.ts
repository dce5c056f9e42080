import { problemKind } from '../http/problem-kind.ts';

/** A cursor that no page of ours ended with. */
export const cursorInvalid = problemKind({ status: 400, code: 'cursor_invalid', title: 'This cursor is none of ours' });

/** Where a page of rows ended that come newest first: the next one begins behind it. */
export interface PagePlace {
  readonly atMs: number;
  /** A UUID. */
  readonly id: string;
}

const FORM = /^(\d{1,15})\.([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

/** Where a page ended, as callers send it back: opaque to them. */
export function writePlace(place: PagePlace | null): string | null {
  return place && Buffer.from(`${place.atMs}.${place.id}`).toString('base64url');
}

/** Where the page before ended; null: this is the first. @throws Problem for what is no cursor of ours. */
export function readPlace(text: string | undefined): PagePlace | null {
  if (text === undefined) return null;
  const [, atMs, id] = FORM.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  if (atMs === undefined || id === undefined) throw cursorInvalid();
  return { atMs: Number(atMs), id };
}

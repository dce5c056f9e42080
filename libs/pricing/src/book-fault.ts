/** Why the book could not be kept, in our own words. */
export class BookFault extends Error {
  override readonly name = 'BookFault';
}

/** What a log may say of an error: our own words, or its name. A message of the database may quote a statement with its parameters. */
export function faultText(error: unknown): string {
  if (error instanceof BookFault) return error.message;
  return error instanceof Error ? error.name : typeof error;
}

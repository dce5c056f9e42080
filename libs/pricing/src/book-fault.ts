/** Why the book could not be kept, in our own words. */
export class BookFault extends Error {
  override readonly name = 'BookFault';
}

/** Somebody ended the run before its day was over: there is nothing to measure. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

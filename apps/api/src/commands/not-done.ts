/** A command was asked for something that makes sense and did not come about. The message says why. */
export class NotDone extends Error {}

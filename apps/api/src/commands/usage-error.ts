/** A command was asked for something that makes no sense. The message says what would. */
export class UsageError extends Error {}

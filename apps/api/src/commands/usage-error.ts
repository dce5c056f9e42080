/** A command was asked for something that makes no sense. The message says what would. */
export class UsageError extends Error {}

/** Says in one line what is wrong with the arguments of a command; undefined when that is not what happened. */
export function usageMistake(error: unknown): string | undefined {
  if (error instanceof UsageError) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string' || !code.startsWith('ERR_PARSE_ARGS_')) return undefined;
  const [first] = message.split('. ');
  return `${first}. --help tells what there is.`;
}

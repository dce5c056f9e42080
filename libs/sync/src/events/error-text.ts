import { isDatabaseAway } from '../database/passing-faults.ts';
import { TryAgain } from '../intake/sequencer.ts';

/** A handler took longer than it may. */
export class HandlerTimeout extends Error {
  override readonly name = 'HandlerTimeout';
  constructor(limitMs: number) {
    super(`the handler took longer than ${limitMs} ms`);
  }
}

/** Names of errors that a time limit of the handler's own gives: they only sound like a database that does not answer. */
const OWN_LIMITS: ReadonlySet<string> = new Set(['AbortError', 'TimeoutError', 'HandlerTimeout']);

/** Whether not the handler is at fault: the pipeline takes nothing now, or the database is away. */
export function isPutOff(error: unknown): boolean {
  if (error instanceof TryAgain) return true;
  return !OWN_LIMITS.has((error as Error | null)?.name ?? '') && isDatabaseAway(error);
}

const NAME = /^[A-Za-z_$][\w$]{0,60}$/;
const CODE = /^[A-Za-z0-9_]{1,40}$/;
/** A line of a stack in code of our own: the function, the file and the line. */
const FRAME =
  /^\s+at (?:async )?(?:([\w$.<>#]{1,80}) (?:\[[^\]]*\] )?\()?(?!node:)[^()]*?([\w.-]{1,80}:\d+)(?::\d+)?\)?$/;
const CAUSES_MAX = 3;

/**
 * What is kept of an error: its name, its code, where it was thrown, and the same of its causes. Never its message, which may
 * hold anything that a person typed or a statement's parameters; the log has it, scrubbed.
 */
export function errorText(error: unknown, charsMax: number): string {
  const texts: string[] = [];
  for (let at = error; at !== undefined && at !== null && texts.length < CAUSES_MAX; at = (at as Error).cause) {
    texts.push(ownText(at));
  }
  return (texts.join(', caused by ') || 'nothing').slice(0, charsMax);
}

function ownText(error: unknown): string {
  if (typeof error !== 'object' || error === null) return typeof error;
  const { name, code, stack, message } = error as Partial<Record<'name' | 'code' | 'stack' | 'message', unknown>>;
  const parts = [typeof name === 'string' && NAME.test(name) ? name : 'Error'];
  if (typeof code === 'string' && CODE.test(code)) parts.push(code);
  const frame = typeof stack === 'string' ? ownFrame(stack, String(message)) : undefined;
  if (frame !== undefined) parts.push(`at ${frame}`);
  return parts.join(' ');
}

/** The first line of the stack that is in code of ours. What a message put there looks like one, too: it is cut off first. */
function ownFrame(stack: string, message: string): string | undefined {
  const from = message === '' ? 0 : stack.indexOf(message) + message.length;
  for (const line of stack.slice(from).split('\n').slice(1)) {
    const [, method, place] = FRAME.exec(line) ?? [];
    if (place !== undefined && !line.includes('node_modules'))
      return method === undefined ? place : `${method} (${place})`;
  }
  return undefined;
}

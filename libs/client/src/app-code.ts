/**
 * Calling what the app gave us. It may throw, as any code may: that is told, and harms nobody else. What is durable stays so, and the
 * other listeners hear of it.
 */

/** Hears of what must not happen. */
export type OnError = (error: unknown) => void;

/** Who hears of errors, made so that it throws none itself. */
export function reporter(onError: OnError | undefined): OnError {
  return (error) => {
    try {
      onError?.(error);
    } catch {
      // There is nobody left to tell.
    }
  };
}

/** What the app's code answers; the other answer when it throws. */
export function unharmed<T>(code: () => T, otherwise: T, onError: OnError): T {
  try {
    return code();
  } catch (error) {
    onError(error);
    return otherwise;
  }
}

/** Tells each of them, whatever the others do. Who stops listening meanwhile is not told. */
export function tellAll<L>(listeners: Iterable<L>, tell: (listener: L) => void, onError: OnError): void {
  for (const listener of listeners) unharmed(() => tell(listener), undefined, onError);
}

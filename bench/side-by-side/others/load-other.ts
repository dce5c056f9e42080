/**
 * Loads a module of this folder's own packages. They are installed for the measurement only, so nothing else here may need their types:
 * each client declares the little it uses of them.
 */
export async function loadOther<T>(specifier: string): Promise<T> {
  const loaded: unknown = await import(specifier);
  return loaded as T;
}

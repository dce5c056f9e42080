/** Of a module's codes with their texts: how to take some of them, for a mutation's declaration. */
export function codeTextsOf<T extends Readonly<Record<string, string>>>(all: T) {
  return <C extends keyof T>(...codes: readonly C[]): Pick<T, C> =>
    Object.fromEntries(codes.map((code) => [code, all[code]])) as Pick<T, C>;
}

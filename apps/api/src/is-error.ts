import { types } from 'node:util';

/** True for every Error, also one of another realm (a vm context), which `instanceof` does not know. */
export const isError = (value: unknown): value is Error => value instanceof Error || types.isNativeError(value);

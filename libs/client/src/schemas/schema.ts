/**
 * One schema of the phone: what it takes, and what it makes of it.
 *
 * Invariants: pure; a schema never changes, each method answers another one; of each broken value only the first broken
 * rule is told.
 */
export interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What `safeParse` answers: as zod does, but for the words of an issue. */
export type Parsed<Out> =
  | { readonly success: true; readonly data: Out; readonly error?: undefined }
  | { readonly success: false; readonly data?: undefined; readonly error: { readonly issues: readonly Issue[] } };

type Result = { readonly data: unknown } | { readonly issues: readonly Issue[] };
type Parse = (value: unknown) => Result;

/** Any schema, whatever it takes. */
export type AnySchema = Schema<unknown, unknown, boolean>;

/** A schema around another one. */
export interface Around<S> {
  unwrap(): S;
}

/** What is told of a broken rule: in words, and of which member. */
export interface RefineOptions {
  readonly error: string;
  readonly path?: PropertyKey[];
}

/** A value that is not as it must be. */
export const broken = (message: string, path: readonly PropertyKey[] = []): Result => ({ issues: [{ path, message }] });

/**
 * @typeParam Out what it makes of what it takes
 * @typeParam In what it takes
 * @typeParam Optional whether an object may do without it
 */
export class Schema<Out, In = Out, Optional extends boolean = false> {
  declare readonly _output: Out;
  declare readonly _input: In;
  declare readonly _optional: Optional;
  /** Of what it takes: the value as it is to be used, or what is broken. */
  readonly read: Parse;
  readonly isOptional: boolean;

  constructor(read: Parse, isOptional = false) {
    this.read = read;
    this.isOptional = isOptional;
  }

  safeParse(value: unknown): Parsed<Out> {
    const result = this.read(value);
    if ('issues' in result) return { success: false, error: { issues: result.issues } };
    return { success: true, data: result.data as Out };
  }

  optional(): Schema<Out | undefined, In | undefined, true> & Around<this> {
    return this.#around((value) => (value === undefined ? { data: value } : this.read(value)), true);
  }

  nullable(): Schema<Out | null, In | null, Optional> & Around<this> {
    return this.#around((value) => (value === null ? { data: value } : this.read(value)), this.isOptional);
  }

  readonly(): Schema<Readonly<Out>, In, Optional> & Around<this> {
    return this.#around((value) => {
      const result = this.read(value);
      return 'data' in result ? { data: Object.freeze(result.data) } : result;
    }, this.isOptional);
  }

  refine(holds: (value: Out) => boolean, told: string | RefineOptions = 'is not as it must be'): this {
    const { error, path } = typeof told === 'string' ? { error: told } : told;
    return this.#with((value) => (holds(value as Out) ? { data: value } : broken(error, path)));
  }

  /** At least: a number, or as many characters or items. */
  min(least: number): this {
    return this.#with((value) => (sizeOf(value) >= least ? { data: value } : broken(`less than ${least}`)));
  }

  /** At most: a number, or as many characters or items. */
  max(most: number): this {
    return this.#with((value) => (sizeOf(value) <= most ? { data: value } : broken(`more than ${most}`)));
  }

  regex(pattern: RegExp, message = 'has another form'): this {
    return this.#with((value) => (pattern.test(value as string) ? { data: value } : broken(message)));
  }

  /** Without blanks at both ends. */
  trim(): this {
    return this.#with((value) => ({ data: (value as string).trim() }));
  }

  #with(next: Parse): this {
    const read: Parse = (value) => {
      const result = this.read(value);
      return 'data' in result ? next(result.data) : result;
    };
    return new Schema(read, this.isOptional) as unknown as this;
  }

  #around<S>(read: Parse, isOptional: boolean): S & Around<this> {
    return Object.assign(new Schema(read, isOptional), { unwrap: () => this }) as unknown as S & Around<this>;
  }
}

function sizeOf(value: unknown): number {
  return typeof value === 'number' ? value : (value as { readonly length: number }).length;
}

/** One setting that cannot be used. The value is left out on purpose: it may hold a password. */
export interface ConfigProblem {
  readonly variable: string;
  readonly problem: string;
}

/**
 * Settings of modules: what an operator chooses at start, by a variable of the environment. A module says what there is to choose.
 * The application reads it, checks it, writes it into its documents, and hands each module its own.
 */
import type { z } from 'zod';

/** One setting. */
export interface SettingDefinition<T = unknown> {
  /** The variable. Never changed: operators have it in their scripts. */
  readonly name: `BIMRIDE_${string}`;
  /** Half a sentence for operators. */
  readonly meaning: string;
  /** From the variable's text. */
  readonly schema: z.ZodType<T, string>;
  /** What the schema takes, in words that follow "must be". */
  readonly form: string;
  /** What holds where nothing is set. */
  readonly byDefault: T;
  readonly unit?: string;
  /** What production demands beyond the schema, as a sentence that begins with "must". */
  readonly inProduction?: { readonly rule: string; allows(value: T): boolean };
}

/** The settings of one module, by the names under which it reads them. */
export type Configuration = Readonly<Record<string, SettingDefinition>>;

/** What the settings of a module came to. */
export type ConfigurationValues<C extends Configuration> = {
  readonly [K in keyof C]: C[K] extends SettingDefinition<infer T> ? T : never;
};

const SETTING_NAME = /^BIMRIDE(_[A-Z]+)+$/;

/** Declares a setting. @throws Error when its name is not `BIMRIDE_` and capitals */
export function defineSetting<T>(
  setting: Omit<SettingDefinition<T>, 'byDefault'> & { readonly byDefault: NoInfer<T> },
): SettingDefinition<T> {
  if (!SETTING_NAME.test(setting.name))
    throw new Error(`setting name ${setting.name} is not BIMRIDE_ and capitals with underscores`);
  return setting;
}

/** The settings that modules declare: which there are, and what they came to. */
import type { Configuration, ConfigurationValues, ModuleDefinition, SettingDefinition } from '#sync/client';
import type { ConfigProblem } from './config-problem.ts';

/**
 * Every setting of these modules by its variable.
 * @throws Error naming a variable that two of them declare, or that the application (`taken`) has itself
 */
export function declaredSettings(
  modules: readonly ModuleDefinition[],
  taken: readonly string[],
): ReadonlyMap<string, SettingDefinition> {
  const owners = new Map(taken.map((name) => [name, 'the application']));
  const declared = new Map<string, SettingDefinition>();
  for (const { name: module, configuration } of modules) {
    for (const setting of Object.values(configuration)) {
      const owner = owners.get(setting.name);
      if (owner !== undefined)
        throw new Error(`the setting ${setting.name} of ${module} is one of ${owner} already: give it another name`);
      owners.set(setting.name, module);
      declared.set(setting.name, setting);
    }
  }
  return declared;
}

/** What the settings of all modules came to. */
export class ModuleSettings {
  readonly #values: ReadonlyMap<string, unknown>;

  private constructor(values: ReadonlyMap<string, unknown>) {
    this.#values = values;
  }

  /** Reads them from variables, of which none is empty. What is wrong is left out of the settings. */
  static read(
    declared: ReadonlyMap<string, SettingDefinition>,
    given: Readonly<Record<string, unknown>>,
  ): { readonly settings: ModuleSettings; readonly problems: readonly ConfigProblem[] } {
    const values = new Map<string, unknown>();
    const problems: ConfigProblem[] = [];
    const isProduction = given['NODE_ENV'] === 'production';
    for (const [variable, { schema, form, byDefault, inProduction }] of declared) {
      const text = given[variable];
      const parsed = text === undefined ? { success: true, data: byDefault } : schema.safeParse(text);
      if (!parsed.success) problems.push({ variable, problem: `must be ${form}` });
      else if (isProduction && inProduction?.allows(parsed.data) === false)
        problems.push({ variable, problem: `${inProduction.rule} in production.` });
      else values.set(variable, parsed.data);
    }
    return { settings: new ModuleSettings(values), problems };
  }

  /** A module's own, by the names that it gave them. @throws Error when the module was not among those that were read */
  of<C extends Configuration>({ name, configuration }: ModuleDefinition<C>): ConfigurationValues<C> {
    const own = Object.entries(configuration).map(([key, setting]) => {
      if (!this.#values.has(setting.name)) throw new Error(`${setting.name} of ${name} was not read: is it installed?`);
      return [key, this.#values.get(setting.name)] as const;
    });
    return Object.fromEntries(own) as ConfigurationValues<C>;
  }
}

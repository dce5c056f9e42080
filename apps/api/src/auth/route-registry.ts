import type { RouteOptions } from 'fastify';
import { PUBLIC_ROUTE, type RouteAccess, type ShownData } from './access.ts';
import type { Permission } from '#sync/client';
import { shownFaults } from '../reads/shown-people.ts';
import type { PermissionTable } from './permissions.ts';

/** One route as served, with what it asks of a caller. */
export interface DeclaredRoute {
  readonly method: string;
  /** Fastify's pattern, such as `/v1/rides/:id/cancel`. */
  readonly path: string;
  readonly access: 'public' | Permission;
  /** Whose data its answer shows. */
  readonly shows: ShownData;
}

/** The application has routes that do not say who may use them; it must not serve anybody. */
export class UndeclaredRoutes extends Error {
  override readonly name = 'UndeclaredRoutes';
  constructor(routes: readonly string[]) {
    super(
      `Every route needs @RequirePermission('...') or @Public(), and @Shows('...') (raw Fastify routes: config PUBLIC_ROUTE or ` +
        `permissionRoute('...')), with a permission of some module's definition. These have none:\n${routes.map((route) => `  ${route}`).join('\n')}`,
    );
  }
}

/** Routes would show people, and nobody would write down that they were looked at; it must not serve anybody. */
export class UnrecordedLooks extends Error {
  override readonly name = 'UnrecordedLooks';
  constructor(faults: readonly string[]) {
    super(`What routes show is not what their @Shows says:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
}

/**
 * The catch-all that CORS adds answers a browser's question whether it may ask; it comes without credentials by design.
 */
const isPreflight = ({ method, url }: RouteOptions): boolean => method === 'OPTIONS' && url === '*';

/** Every route of the application, collected while they are registered. */
export class RouteRegistry {
  private readonly declared: DeclaredRoute[] = [];
  private readonly undeclared: string[] = [];
  private readonly unrecorded: string[] = [];
  private readonly publicPaths: ReadonlySet<string>;

  /** @param publicPaths exact patterns of public routes made by plugins that cannot declare (Swagger UI). */
  constructor(publicPaths: readonly string[]) {
    this.publicPaths = new Set(publicPaths);
  }

  /** Takes a route in, and writes its declaration into its `config` if it is known by path. */
  add(route: RouteOptions): void {
    if (!route.config?.access && (this.publicPaths.has(route.url) || isPreflight(route))) {
      route.config = { ...route.config, ...PUBLIC_ROUTE };
    }
    const { access, shows, answers, query } = route.config ?? {};
    const methods = [route.method].flat();
    for (const method of methods) this.addOne(method, route.url, access, shows);
    if (shows === undefined) return;
    const faults = shownFaults(shows, { answers, query, path: route.url });
    this.unrecorded.push(...faults.map((fault) => `${methods.join(' ')} ${route.url}: ${fault}`));
  }

  /** All routes that declare their access, sorted by path and method. */
  list(): readonly DeclaredRoute[] {
    return this.declared.toSorted((a, b) => `${a.path} ${a.method}`.localeCompare(`${b.path} ${b.method}`, 'en'));
  }

  /**
   * @throws UndeclaredRoutes naming every route that declares nothing, or a permission that no module gives to anybody
   * @throws UnrecordedLooks naming every route that shows people whom its declaration does not name, or names what is not there
   */
  assertAllDeclared(permissions: PermissionTable): void {
    const shut = this.declared
      .filter(({ access }) => access !== 'public' && !permissions.has(access))
      .map(({ method, path, access }) => `${method} ${path} asks for ${access}, which no module's permissions name`);
    const problems = [...this.undeclared, ...shut];
    if (problems.length > 0) throw new UndeclaredRoutes(problems);
    if (this.unrecorded.length > 0) throw new UnrecordedLooks(this.unrecorded);
  }

  private addOne(method: string, path: string, access: RouteAccess | undefined, shows: ShownData | undefined): void {
    if (!access || shows === undefined) this.undeclared.push(`${method} ${path}`);
    else this.declared.push({ method, path, shows, access: 'public' in access ? 'public' : access.permission });
  }
}

/** All problems there are, for the page that their `type` leads to. Pure. */
import { platformKind, PLATFORM_PROBLEMS, type PlatformProblemCode } from '../http/platform-problems.ts';
import type { ProblemKind } from '../http/problem-kind.ts';

/** One code, with all that it may say and where it may come. */
export interface CatalogEntry {
  readonly code: string;
  readonly statuses: readonly number[];
  /** What it says; more than one where routes put it in their own words. */
  readonly titles: readonly string[];
  readonly details: readonly string[];
  /** Ids of operations, sorted; empty: any request may be answered so. */
  readonly operations: readonly string[];
}

/** A kind of problem of an operation. */
export interface OperationProblem {
  readonly operation: string;
  readonly kind: ProblemKind;
}

/** Every code, sorted: those of operations, and those of the platform that belong to none. */
export function problemCatalog(ofOperations: readonly OperationProblem[]): readonly CatalogEntry[] {
  const ofPlatform = (Object.keys(PLATFORM_PROBLEMS) as PlatformProblemCode[]).map(platformKind);
  const kinds = Map.groupBy([...ofOperations.map(({ kind }) => kind), ...ofPlatform], ({ code }) => code);
  const operations = Map.groupBy(ofOperations, ({ kind }) => kind.code);
  return [...kinds]
    .map(([code, same]) => ({
      code,
      statuses: unique(same.map(({ status }) => status)).toSorted((one, other) => one - other),
      titles: unique(same.map(({ title }) => title)),
      details: unique(same.flatMap(({ detail }) => detail ?? [])),
      operations: unique((operations.get(code) ?? []).map(({ operation }) => operation)).toSorted(),
    }))
    .toSorted((one, other) => one.code.localeCompare(other.code, 'en'));
}

const unique = <T>(list: readonly T[]): readonly T[] => [...new Set(list)];

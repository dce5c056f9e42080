/** Reads from the primary, one statement at a time. TypeORM's data source is one. */
export interface Reader {
  query<T>(sql: string, parameters?: unknown[]): Promise<T>;
}

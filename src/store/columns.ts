import { type SQL, sql } from 'drizzle-orm'
import { customType, integer, real, type SQLiteColumn, text } from 'drizzle-orm/sqlite-core'

/**
 * The kinds of column the schema is made of, for SQLite.
 *
 * `flag` and `json` are ours because drizzle's own turn a null given by placeholder into 0 and 'null'.
 */
export const column = {
  text,
  integer: (name: string) => integer(name),
  number: (name: string) => real(name),
  /** Milliseconds since the epoch. */
  epochMs: (name: string) => integer(name),
  flag: customType<{ data: boolean; driverData: number | null }>({
    dataType: () => 'integer',
    toDriver: (value: boolean | null) => (value === null ? null : Number(value)),
    fromDriver: (value) => value === 1,
  }),
  json: <T>(name: string) =>
    customType<{ data: T; driverData: string | null }>({
      dataType: () => 'text',
      toDriver: (value: T | null) => (value === null ? null : JSON.stringify(value)),
      fromDriver: (value): T => JSON.parse(value ?? 'null'),
    })(name),
}

/** In an upsert: the value that was to be inserted. */
export const incoming = (target: SQLiteColumn): SQL => sql`excluded.${sql.identifier(target.name)}`
/** In an upsert: the incoming value, or the stored one where none came. */
export const incomingOrKept = (target: SQLiteColumn): SQL => sql`coalesce(${incoming(target)}, ${target})`
/** In an upsert: the larger of stored and incoming; null only where both are. */
export const larger = (target: SQLiteColumn): SQL =>
  sql`max(coalesce(${target}, ${incoming(target)}), coalesce(${incoming(target)}, ${target}))`
/** In an upsert: the smaller of stored and incoming; null only where both are. */
export const smaller = (target: SQLiteColumn): SQL =>
  sql`min(coalesce(${target}, ${incoming(target)}), coalesce(${incoming(target)}, ${target}))`
/** In an upsert: `n = n + incoming`. */
export const added = (target: SQLiteColumn): SQL => sql`${target} + ${incoming(target)}`

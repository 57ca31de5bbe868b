import type { Database } from 'better-sqlite3'
import { eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { UserPseudonym } from '../core/index.ts'
import { users } from './schema.ts'

/** The users whose floor is phishing-resistant: few, and kept in memory, because a fault must not lower a floor. */
export function readResistantFloors(connection: Database): Set<UserPseudonym> {
  const rows = drizzle(connection)
    .select({ user: users.user })
    .from(users)
    .where(eq(users.assuranceFloor, 'phishing-resistant'))
    .all()
  return new Set(rows.map(({ user }) => user))
}

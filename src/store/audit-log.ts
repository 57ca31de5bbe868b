import { hash } from 'node:crypto'
import type { WriterDatabase } from './writer-database.ts'

/** What was done, by whom; without personal data. */
export interface AuditEntry {
  readonly at: number
  /** `engine`, or the kind and short name of the key that was used. */
  readonly actor: string
  readonly action: string
  readonly detail: Readonly<Record<string, unknown>>
}

/** As it is kept: numbered without gaps, and chained by its hash to the line before. */
export interface AuditLine extends AuditEntry {
  readonly line: number
  readonly hash: string
}

/** Appends in the transaction it is part of: what is not kept was not done. */
export function appendAuditLine({ statements }: WriterDatabase, entry: AuditEntry): void {
  const last = statements.findLastAuditLine.get()
  const line = (last?.line ?? 0) + 1
  statements.addAuditLine.run({ ...entry, line, hash: hashLine(last?.hash ?? '', { ...entry, line }) })
}

/** SHA-256 (hex) over the hash of the line before and the canonical form of this one. */
function hashLine(before: string, { line, at, actor, action, detail }: Omit<AuditLine, 'hash'>): string {
  return hash('sha256', `${before}\n${JSON.stringify([line, at, actor, action, sortKeys(detail)])}`, 'hex')
}

/** One form for one meaning: keys in order, whatever wrote them. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sortKeys(part)]),
  )
}

/**
 * The first line that is not as it was written, or that is missing; null: the log is whole, as far as it goes. That the
 * end was cut off shows only to somebody who knows how long it was: keep the last hash elsewhere.
 */
export function verifyAuditLines(
  lines: readonly AuditLine[],
): { readonly line: number; readonly problem: string } | null {
  let before = ''
  for (const [index, line] of lines.entries()) {
    const number = index + 1
    if (line.line !== number) return { line: number, problem: 'the line is missing' }
    if (line.hash !== hashLine(before, line)) return { line: number, problem: 'the line was changed' }
    before = line.hash
  }
  return null
}

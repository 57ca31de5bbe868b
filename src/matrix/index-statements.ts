import { isRecord, type RuleFolder, readPointer } from '../core/index.ts'

/** A statement of the knowledge in words short enough for a line. */
export interface StatementText {
  /** When it holds and what it says: `os linux, browser firefox: hybridClient false`. */
  readonly says: string
  /** The same for two statements that say the same, wherever they stand. */
  readonly content: string
}

/** Reads statements of a rules folder by their ref, such as `rules/knowledge/platforms/linux.json#/statements/8`. */
export function indexStatements(folder: RuleFolder): (ref: string) => StatementText | null {
  const files = new Map<string, unknown>()
  return (ref) => {
    const [path = '', pointer = ''] = ref.replace(/^rules\//, '').split('#')
    if (!files.has(path)) files.set(path, parse(folder.get(path)))
    const file = files.get(path)
    const statement = readPointer(file, pointer)
    return isRecord(statement) ? describe(statement, readPointer(file, '/where')) : null
  }
}

function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? null : JSON.parse(text)
  } catch {
    // A file that is no JSON has no statements; the checker says so elsewhere.
    return null
  }
}

/** What makes a statement checkable, and the lists that would fill a page. */
const unspoken = new Set([
  ...['certainty', 'source', 'verifiedOn', 'note', 'where', 'match'],
  ...['aaguids', 'phones', 'reach'],
])

function describe(statement: Readonly<Record<string, unknown>>, whereOfFile: unknown): StatementText {
  // What a provider's passkeys reach are statements of their own.
  const { verifiedOn: _verifiedOn, reach: _reach, ...content } = statement
  const conditions = [whereOfFile, statement.where, statement.match].flatMap((where) =>
    Array.isArray(where) ? [where.map(tell).join(' or ')] : isRecord(where) ? [tell(where)] : [],
  )
  const spoken = Object.entries(statement).filter(([key]) => !unspoken.has(key))
  const says = spoken.map(([key, value]) => (key === 'values' ? tell(value) : `${key} ${tell(value)}`))
  return {
    says: `${conditions.length === 0 ? 'always' : conditions.join(', ')}: ${says.join(', ')}`,
    content: JSON.stringify([whereOfFile ?? null, content]),
  }
}

function tell(value: unknown): string {
  if (Array.isArray(value)) return value.map(tell).join('|')
  if (!isRecord(value)) return String(value)
  return Object.entries(value)
    .map(([key, item]) => (isRecord(item) ? `${key} (${tell(item)})` : `${key} ${tell(item)}`))
    .join(', ')
}

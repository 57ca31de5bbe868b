import { escapeControls } from '../../core/index.ts'
import { loadOrMakeSiteKey } from '../../http/load-site-key.ts'
import type { AuditLine } from '../../store/audit-log.ts'
import { createSqliteStore } from '../../store/sqlite-store.ts'
import { type Command, UsageError } from '../command.ts'
import { readArguments } from '../read-arguments.ts'
import { configHelp, configOptions, readConfig } from '../read-config.ts'
import { suggestWord } from '../suggest-word.ts'

function readLimit(text = '20'): number {
  if (!/^[1-9]\d{0,4}$/.test(text))
    throw new UsageError(`--limit \`${text}\` is not a whole number from 1 to 99999`)
  return Number(text)
}

/** One line each, whatever somebody has written into a note. */
const tellLine = ({ line, at, actor, action, detail }: AuditLine): string => {
  const when = new Date(at).toISOString().slice(0, 19).replace('T', ' ')
  return `${escapeControls(`${line}  ${when}  ${actor}  ${action}  ${JSON.stringify(detail)}`)}\n`
}

export const auditCommand: Command = {
  help: `
usage: keywise audit verify [--data-dir DIR] [--json]
       keywise audit list [--limit N] [--data-dir DIR] [--json]

verify says whether the audit log is as it was written: each line carries the hash of the line before. Of a log whose end was
cut off only its last hash tells, so keep that somewhere else now and then; it is printed.
list tells the last lines, oldest first: when, by whom, what was done, and the note. GET /v1/audit has them all.

  --limit N        list: so many lines; default 20

${configHelp}
examples:
  keywise audit verify
  keywise audit list --limit 5
  keywise audit verify --data-dir /var/lib/keywise --json
`,
  async run(args, terminal) {
    const options = { ...configOptions, json: { type: 'boolean' }, limit: { type: 'string' } } as const
    const { values, positionals } = readArguments(args, options, 1)
    const [verb] = positionals
    if (verb === undefined)
      throw new UsageError('say what to do with the log: `keywise audit verify` or `keywise audit list`')
    if (verb !== 'verify' && verb !== 'list')
      throw new UsageError(`unknown verb \`${verb}\`; ${suggestWord(verb, ['verify', 'list'])}`)
    const limit = readLimit(values.limit)
    const config = await readConfig(values, terminal)
    const store = createSqliteStore({ file: config.databaseFile, siteKey: await loadOrMakeSiteKey(config) })
    try {
      if (verb === 'list') {
        const lines = [...(await store.listNewestAudit(Number.MAX_SAFE_INTEGER, limit))].reverse()
        terminal.out(values.json ? `${JSON.stringify(lines)}\n` : lines.map(tellLine).join(''))
        return 0
      }
      const found = await store.verifyAudit()
      const last = (await store.listAudit(1, Number.MAX_SAFE_INTEGER)).at(-1)
      const lines = last?.line ?? 0
      const text =
        found === null
          ? `the audit log is whole: ${lines} lines${last === undefined ? '' : `, last hash ${last.hash}`}\n`
          : `the audit log is broken at line ${found.line}: ${found.problem}\n`
      terminal.out(
        values.json
          ? `${JSON.stringify({ whole: found === null, lines, lastHash: last?.hash ?? null, found })}\n`
          : text,
      )
      return found === null ? 0 : 1
    } finally {
      await store.close()
    }
  },
}

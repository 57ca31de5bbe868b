import { loadOrMakeSiteKey } from '../../http/load-site-key.ts'
import { createSqliteStore } from '../../store/sqlite-store.ts'
import { type Command, UsageError } from '../command.ts'
import { readArguments } from '../read-arguments.ts'
import { configHelp, configOptions, readConfig } from '../read-config.ts'
import { suggestWord } from '../suggest-word.ts'

export const auditCommand: Command = {
  help: `
usage: keywise audit verify [--data-dir DIR] [--json]

Says whether the audit log is as it was written: each line carries the hash of the line before. Of a log whose end was
cut off only its last hash tells, so keep that somewhere else now and then; it is printed.

${configHelp}
examples:
  keywise audit verify
  keywise audit verify --data-dir /var/lib/keywise --json
`,
  async run(args, terminal) {
    const options = { ...configOptions, json: { type: 'boolean' } } as const
    const { values, positionals } = readArguments(args, options, 1)
    const [verb] = positionals
    if (verb === undefined) throw new UsageError('say what to do with the log: `keywise audit verify`')
    if (verb !== 'verify') throw new UsageError(`unknown verb \`${verb}\`; ${suggestWord(verb, ['verify'])}`)
    const config = await readConfig(values, terminal)
    const store = createSqliteStore({ file: config.databaseFile, siteKey: await loadOrMakeSiteKey(config) })
    try {
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

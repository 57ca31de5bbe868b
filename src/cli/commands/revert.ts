import { openRuleRecords } from '../../store/load-rules.ts'
import type { KeptPublication } from '../../store/rule-store.ts'
import { checkDatabase } from '../check-database.ts'
import { type Command, type Terminal, UsageError } from '../command.ts'
import { readArguments } from '../read-arguments.ts'
import { configOptions, readConfig } from '../read-config.ts'
import { explainFolderError } from '../rules/explain-folder-error.ts'
import { withRules } from '../rules/open-rules.ts'
import { readNote } from '../rules/read-note.ts'
import { renderPublished } from '../rules/render-published.ts'
import { tellRefusal } from '../rules/tell-refusal.ts'

const { 'data-dir': dataDir, 'rules-dir': rulesDir } = configOptions
const options = {
  note: { type: 'string' },
  list: { type: 'boolean' },
  json: { type: 'boolean' },
  'data-dir': dataDir,
  'rules-dir': rulesDir,
} as const
const mostListed = 20

export const revertCommand: Command = {
  help: `
usage: keywise revert [REVISION] --note TEXT [options]
       keywise revert --list

Puts an earlier revision in force again, as a new publication; without a name, the one that was in force before. Nothing
is compared, so it takes a moment only; the rules must still be ones that this version can use. The service may run
meanwhile; it follows within 2 seconds.

Without a name, twice is where you began: the second time, the one that was in force before is the one you went back
from. To go further back, name a revision of --list.

  --note TEXT      why; kept with the revision and in the audit log
  --list           what was in force when, by whom and why, newest first; changes nothing
  --json           the answer as JSON
  --data-dir DIR   default ./data
  --rules-dir DIR  default ./rules: the folder that the service reads

examples:
  keywise revert --note "logins on Safari fail"
  keywise revert --list
  keywise revert r1a2b3c4d5e6 --note "back to the state of Monday"
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, options, 1)
    const config = await readConfig(values, terminal)
    if (values.list) {
      if (positionals[0] !== undefined) throw new UsageError('`--list` takes no revision')
      return list(config.databaseFile, values.json === true, terminal)
    }
    const note = readNote(values.note)
    const order = { revision: positionals[0], note, actor: 'cli' }
    const result = await withRules(
      config,
      terminal,
      () => {},
      ({ publisher }) => publisher.revert(order).catch(explainFolderError),
    )
    if (!('diff' in result)) return tellRefusal(result, terminal)
    terminal.out(
      values.json ? `${JSON.stringify(result, null, 2)}\n` : renderPublished(result, terminal.paint),
    )
    return 0
  },
}

async function list(file: string, asJson: boolean, { out, paint }: Terminal): Promise<0> {
  checkDatabase(file)
  const records = openRuleRecords(file)
  try {
    const found = await records.listPublications(Number.MAX_SAFE_INTEGER, mostListed)
    if (asJson) out(`${JSON.stringify(found, null, 2)}\n`)
    else if (found.length === 0) out('no rules are on record yet: the service writes down what it reads\n')
    else out(found.map((one, index) => renderLine(one, index === 0, paint)).join(''))
    return 0
  } finally {
    records.close()
  }
}

function renderLine(
  { revision, at, kind, actor, note }: KeptPublication,
  isLast: boolean,
  paint: Terminal['paint'],
): string {
  const when = new Date(at).toISOString().replace('T', ' ').slice(0, 19)
  const line = `${revision}  ${when}  ${kind.padEnd(7)}  ${actor}${note === '' ? '' : `: ${note}`}`
  return isLast ? `${paint('bold', line)}  (last)\n` : `${line}\n`
}

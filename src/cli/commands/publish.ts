import { existsSync, statSync } from 'node:fs'
import { loadRuleFolder } from '../../files/load-rule-folder.ts'
import { defaultGuard, defaultNeverBreak, parseMostChanged } from '../../publishing/guard-publication.ts'
import { type Command, UsageError } from '../command.ts'
import { watchProgress } from '../matrix/watch-progress.ts'
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
  'max-changed': { type: 'string' },
  'never-break': { type: 'string' },
  expected: { type: 'string' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
  'data-dir': dataDir,
  'rules-dir': rulesDir,
} as const

export const publishCommand: Command = {
  help: `
usage: keywise publish DIR --note TEXT [options]

Puts the rules of a folder in force, in place of all that are in force now: checks them, runs every fixture under both,
tells what changes, and installs them in one step. The service may run meanwhile; it follows within 2 seconds. Where
rules come from a folder (the default), they are installed in that folder; with KEYWISE_RULES_SOURCE=store, in the store.

  --note TEXT          why; kept with the revision and in the audit log
  --max-changed N|N%   refuse where more decisions of the fixtures change; default: any number
  --never-break IDS    fixtures that hold now and must hold then, joined by commas: ids, beginnings with \`*\`,
                       \`default\`, or \`none\`; with \`-\` before one: that need not hold;
                       default: ${defaultNeverBreak}
  --expected REVISION  refuse where another revision is in force
  --dry-run            everything but putting it in force
  --json               what was done as JSON
  --data-dir DIR       default ./data
  --rules-dir DIR      default ./rules: the folder that the service reads

exit codes: 0 in force, 1 another came between, 2 usage, 3 rules invalid, 4 a fixture breaks that never must,
  5 more decisions change than allowed

examples:
  keywise publish ./draft --note "manager passkeys first on Windows"
  keywise publish ./draft --note "incident 7" --max-changed 2% --expected r1a2b3c4d5e6
  keywise publish ./draft --note "try" --dry-run
  keywise publish ./draft --note "no more phones" --never-break default,-story-c-seen-phone-still-serves
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, options, 1)
    const [dir] = positionals
    if (dir === undefined)
      throw new UsageError('name the folder to publish: `keywise publish DIR --note TEXT`')
    if (!existsSync(dir) || !statSync(dir).isDirectory())
      throw new UsageError(`there is no rules folder at \`${dir}\``)
    const note = readNote(values.note)
    const guard = { maxChanged: readMost(values['max-changed']), neverBreak: readIds(values['never-break']) }
    const config = await readConfig(values, terminal)
    const folder = await loadRuleFolder(dir)
    const result = await withRules(config, terminal, watchProgress(terminal), ({ publisher }) =>
      publisher
        .publish({
          draft: () => folder,
          note,
          actor: 'cli',
          guard,
          expected: values.expected,
          dryRun: values['dry-run'] ?? false,
        })
        .catch(explainFolderError),
    )
    if (!('diff' in result)) return tellRefusal(result, terminal, guard.neverBreak)
    terminal.out(
      values.json ? `${JSON.stringify(result, null, 2)}\n` : renderPublished(result, terminal.paint),
    )
    return 0
  },
}

function readMost(text: string | undefined) {
  if (text === undefined) return null
  const most = parseMostChanged(text)
  if (most === null)
    throw new UsageError(`--max-changed \`${text}\` is neither a number nor a share up to 100%`)
  return most
}

function readIds(text: string | undefined): readonly string[] {
  if (text === undefined) return defaultGuard.neverBreak
  const ids = text
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '')
  return ids.length === 1 && ids[0] === 'none' ? [] : ids
}

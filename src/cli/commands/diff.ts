import { existsSync, statSync } from 'node:fs'
import { buildRuleDiff, explainRuleDiff, parsePolicy, type RuleFolder, revisionOf } from '../../core/index.ts'
import { loadRuleFolder } from '../../files/load-rule-folder.ts'
import type { Config } from '../../http/config.ts'
import { explainHolds, unreadableHolds } from '../../publishing/explain-holds.ts'
import { loadHolds } from '../../store/load-holds.ts'
import { openRuleRecords } from '../../store/load-rules.ts'
import { StoreError } from '../../store/store-error.ts'
import { checkDatabase } from '../check-database.ts'
import { type Command, UsageError } from '../command.ts'
import { readArguments } from '../read-arguments.ts'
import { configOptions, readConfig } from '../read-config.ts'
import { loadLiveRules } from '../rules/load-live-rules.ts'
import { renderDiff, renderHolds } from '../rules/render-published.ts'

const { 'data-dir': dataDir, 'rules-dir': rulesDir } = configOptions
const options = { json: { type: 'boolean' }, 'data-dir': dataDir, 'rules-dir': rulesDir } as const

export const diffCommand: Command = {
  help: `
usage: keywise diff [FROM] [TO] [options]

Tells what differs between two sets of rules: which rules were added, taken away, changed or moved, by name, and every
other value by its place. Each of FROM and TO is

  a folder         such as ./draft
  a revision       such as r1a2b3c4d5e6, see \`keywise revert --list\`
  live             what is in force: the folder that the service reads, or what was published last
  previous         what was in force before

Without words: from previous to live. With one: a folder is what live would become; anything else is what live was.

  --json           the files and their changes as JSON
  --data-dir DIR   default ./data
  --rules-dir DIR  default ./rules: the folder that the service reads

examples:
  keywise diff ./draft
  keywise diff
  keywise diff r1a2b3c4d5e6 ./draft --json
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, options, 2)
    const config = await readConfig(values, terminal)
    const [first, second] = positionals
    const [from, to] =
      first === undefined
        ? ['previous', 'live']
        : second !== undefined
          ? [first, second]
          : isFolder(first)
            ? ['live', first]
            : [first, 'live']
    const [before, after] = [await loadRules(from, config), await loadRules(to, config)]
    const diff = buildRuleDiff(before, after)
    const holds = listHolds(after, config)
    const [old, fresh] = [revisionOf(before), revisionOf(after)]
    if (values.json) {
      const text = explainRuleDiff(diff).join('\n')
      terminal.out(`${JSON.stringify({ from: old, to: fresh, files: diff, text, holds }, null, 2)}\n`)
      return 0
    }
    terminal.out(renderDiff(diff, terminal.paint))
    terminal.out(renderHolds(holds, terminal.paint))
    const told = diff.length === 0 ? 'nothing differs: ' : ''
    terminal.out(terminal.paint('dim', `${told}from ${name(from, old)} to ${name(to, fresh)}\n`))
    return 0
  },
}

/** What is said of the rollouts of these rules, where a service has a database here. */
function listHolds(folder: RuleFolder, { databaseFile }: Config): readonly string[] {
  const now = Date.now()
  const { policy } = parsePolicy(folder, now)
  if (policy === null || !existsSync(databaseFile)) return []
  try {
    return explainHolds(policy, loadHolds(databaseFile), now)
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    return [unreadableHolds]
  }
}

const name = (word: string, revision: string): string => (word === revision ? word : `${word} (${revision})`)
const isFolder = (word: string): boolean => existsSync(word) && statSync(word).isDirectory()

/** @throws UsageError where a word leads nowhere */
async function loadRules(word: string, config: Config): Promise<RuleFolder> {
  if (word === 'live') return (await loadLiveRules(config)).folder
  if (word !== 'previous' && isFolder(word)) return loadRuleFolder(word)
  if (word !== 'previous' && !/^r[0-9a-f]{12}$/.test(word))
    throw new UsageError(`\`${word}\` is neither a folder nor a revision, nor \`live\` or \`previous\``)
  checkDatabase(config.databaseFile)
  const records = openRuleRecords(config.databaseFile)
  try {
    const publications = await records.listPublications(Number.MAX_SAFE_INTEGER, 1_000)
    const live =
      config.rulesSource === 'directory'
        ? revisionOf(await loadRuleFolder(config.rulesDir))
        : publications[0]?.revision
    const revision = word === 'previous' ? publications.find((one) => one.revision !== live)?.revision : word
    const found = revision === undefined ? null : await records.loadRevision(revision)
    if (found === null)
      throw new UsageError(
        word === 'previous'
          ? `no previous rules are on record; see \`keywise revert --list\``
          : `no revision \`${word}\` is on record; see \`keywise revert --list\``,
      )
    return found.folder
  } finally {
    records.close()
  }
}

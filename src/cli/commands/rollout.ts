import { type HoldOrder, holdRollout, releaseRollout } from '../../publishing/change-hold.ts'
import { explainHold } from '../../publishing/explain-holds.ts'
import { checkDatabase } from '../check-database.ts'
import { type Command, type Terminal, UsageError } from '../command.ts'
import { readArguments } from '../read-arguments.ts'
import { configOptions, readConfig } from '../read-config.ts'
import { type OpenedRules, withRules } from '../rules/open-rules.ts'
import { readNote } from '../rules/read-note.ts'
import { suggestWord } from '../suggest-word.ts'

const { 'data-dir': dataDir, 'rules-dir': rulesDir } = configOptions
const options = {
  note: { type: 'string' },
  json: { type: 'boolean' },
  'data-dir': dataDir,
  'rules-dir': rulesDir,
} as const

const verbs = ['hold', 'release'] as const

export const rolloutCommand: Command = {
  help: `
usage: keywise rollout hold RULE --note TEXT
       keywise rollout release RULE --note TEXT

hold keeps the share of a rollout where it is now, whatever its steps say later; nobody who is in is shut out. release
lets one go on that was held by hand or stopped by its guard: it has at once the share that its rule says, the same
people as before are in, and its guard judges it by the logins from now on. The rule files stay as they are, and a hold
outlasts their publication. \`keywise report rollouts\` shows every rollout, and what holds it.

  --note TEXT      why, for those who find it later; no names of people, it goes to the audit log
  --json           what was done as JSON
  --data-dir DIR   of the service; default ./data, or KEYWISE_DATA_DIR
  --rules-dir DIR  default ./rules: the folder that the service reads

The service may run meanwhile; it follows within 2 seconds.

examples:
  keywise rollout hold offer-passkeys --note "half of the calls to support are about it"
  keywise rollout release offer-passkeys --note "the page was mended"
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, options, 2)
    const [written, rule] = positionals
    const verb = verbs.find((one) => one === written)
    if (verb === undefined)
      throw new UsageError(
        written === undefined
          ? `say what to do: ${verbs.join(' or ')}; see \`keywise report rollouts\``
          : `unknown verb \`${written}\`; ${suggestWord(written, verbs)}`,
      )
    if (rule === undefined) throw new UsageError(`name a rule: keywise rollout ${verb} RULE --note TEXT`)
    const note = readNote(values.note)
    const config = await readConfig(values, terminal)
    checkDatabase(config.databaseFile)
    const order = { rule, actor: 'cli', note, at: Date.now() }
    const isJson = values.json === true
    return withRules(
      config,
      terminal,
      () => {},
      (rules) =>
        verb === 'hold' ? hold(rules, order, isJson, terminal) : release(rules, order, isJson, terminal),
    )
  },
}

async function hold(
  { policies, store }: OpenedRules,
  order: HoldOrder,
  isJson: boolean,
  terminal: Terminal,
): Promise<0> {
  const { rule } = order
  const result = await holdRollout(store, policies.current(), order)
  switch (result.kind) {
    case 'unknown-rollout':
      throw new UsageError(
        result.rules.length === 0
          ? 'no rule in force has a rollout'
          : `no rule \`${rule.slice(0, 80)}\` with a rollout is in force; ${suggestWord(rule, result.rules)}`,
      )
    case 'complete':
      throw new UsageError(`\`${rule}\` is at 100 %: everybody is in, there is nothing to hold back`)
    case 'held-already':
      throw new UsageError(`\`${rule}\` is ${explainHold(result.hold)} already`)
    case 'held':
      if (isJson) terminal.out(`${JSON.stringify(result.hold, null, 2)}\n`)
      else
        terminal.out(
          `${terminal.paint('yellow', 'held')}: \`${rule}\` stays at ${result.hold.percent} %; a running service follows within 2 seconds\nlet it go on with: keywise rollout release ${rule} --note TEXT\n`,
        )
      return 0
  }
}

async function release(
  { store }: OpenedRules,
  order: HoldOrder,
  isJson: boolean,
  terminal: Terminal,
): Promise<0> {
  const { rule } = order
  const released = await releaseRollout(store, order)
  if (released === null)
    throw new UsageError(
      `no rollout of a rule \`${rule.slice(0, 80)}\` is held; see \`keywise report rollouts\``,
    )
  if (isJson) terminal.out(`${JSON.stringify({ released }, null, 2)}\n`)
  else
    terminal.out(
      `${terminal.paint('green', 'released')}: \`${rule}\` goes on as its rule says; it was ${explainHold(released)}\na running service follows within 2 seconds\n`,
    )
  return 0
}

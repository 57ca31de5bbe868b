import { purposes } from '../../contract/words.ts'
import { type Policy, readSwitchState, renderRuleSet } from '../../core/index.ts'
import { type Command, UsageError } from '../command.ts'
import { readArguments } from '../read-arguments.ts'
import { type RulesInWords, renderRulesAsMarkdown, renderRulesAsText } from '../render-rules-in-words.ts'
import { findRulesDir, loadPolicy } from '../rules-folder.ts'
import { suggestWord } from '../suggest-word.ts'

export const explainRulesCommand: Command = {
  help: `
usage: keywise explain-rules [DIR] [options]

Every rule as a plain sentence, in the order in which rules are tried. DIR is ./rules unless given.

  --purpose WORD      only ${purposes.join(', ')}
  --rule NAME         only the rules of this name
  --json              for programs
  --markdown          for a wiki or a review

examples:
  keywise explain-rules
  keywise explain-rules ./rules --rule phone-can-reach
  keywise explain-rules --purpose registration --markdown
`,
  async run(args, terminal) {
    const options = {
      purpose: { type: 'string' },
      rule: { type: 'string' },
      rules: { type: 'string' },
      json: { type: 'boolean' },
      markdown: { type: 'boolean' },
    } as const
    const { values, positionals } = readArguments(args, options, 1)
    if (values.json && values.markdown) throw new UsageError('--json or --markdown, not both')
    const policy = await loadPolicy(findRulesDir(positionals[0] ?? values.rules, terminal.env), terminal)
    if (policy === null) return 3
    const told = selectRules(policy, values, Date.now())
    terminal.out(
      values.json
        ? `${JSON.stringify(told, null, 2)}\n`
        : values.markdown
          ? renderRulesAsMarkdown(told)
          : renderRulesAsText(told, terminal.paint),
    )
    return 0
  },
}

/** @throws UsageError where nothing has the name that was asked for, with the nearest one */
function selectRules(
  { revision, ruleSets, settings, switches }: Policy,
  { purpose, rule }: { readonly purpose?: string | undefined; readonly rule?: string | undefined },
  now: number,
): RulesInWords {
  const wanted = purpose === undefined ? purposes : purposes.filter((word) => word === purpose)
  if (wanted.length === 0)
    throw new UsageError(`unknown purpose \`${purpose}\`; ${suggestWord(purpose, purposes)}`)
  const all = wanted.flatMap((word) => renderRuleSet(ruleSets[word], settings, now))
  const rules = rule === undefined ? all : all.filter(({ name }) => name === rule)
  if (rules.length === 0) {
    const names = [...new Set(all.map(({ name }) => name))]
    throw new UsageError(`no rule is called \`${rule}\`; ${suggestWord(rule, names)}`)
  }
  return { revision, switches: switches.filter((one) => readSwitchState(one, now) === 'on'), rules }
}

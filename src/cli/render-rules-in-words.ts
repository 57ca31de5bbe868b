import type { Switch } from '../contract/rule-files.ts'
import { purposeMeanings } from '../contract/word-meanings.ts'
import type { RuleStatus } from '../contract/words.ts'
import type { RuleInWords } from '../core/index.ts'
import type { Paint } from './command.ts'
import { groupBy } from './group-by.ts'
import { count } from './rules-folder.ts'

/** What is told: the rules of one folder, in the order in which they are tried, and the switches that are on. */
export interface RulesInWords {
  readonly revision: string
  readonly switches: readonly Switch[]
  readonly rules: readonly RuleInWords[]
}

const statusWords: Readonly<Record<RuleStatus, string>> = {
  'in-force': '',
  disabled: 'asleep: switched off in the file',
  over: 'asleep: its dates are over',
  'not-begun': 'asleep: not begun yet',
  broken: 'BROKEN: skipped',
}

/** For a terminal: one paragraph per rule. */
export function renderRulesAsText({ revision, switches, rules }: RulesInWords, paint: Paint): string {
  const lines = [
    paint('dim', `revision ${revision}; in each file the first rule that matches decides`),
    ...switches.map((one) => paint('red', tellSwitch(one))),
  ]
  for (const [purpose, ofPurpose] of groupBy(rules, ({ purpose }) => purpose)) {
    const [first] = ofPurpose
    const title = `${purpose}: ${purposeMeanings[purpose]}`
    lines.push('', paint('bold', title), paint('dim', `${first?.file}, ${count(ofPurpose.length, 'rule')}`))
    for (const [group, ofGroup] of groupBy(ofPurpose, groupOf)) {
      lines.push('', paint('dim', group))
      for (const rule of ofGroup) lines.push(...renderRule(rule, paint))
    }
  }
  return `${lines.join('\n')}\n`
}

function renderRule(rule: RuleInWords, paint: Paint): readonly string[] {
  const state = statusWords[rule.status]
  const note = state === '' ? '' : `  ${paint(rule.status === 'broken' ? 'red' : 'yellow', `(${state})`)}`
  const notes = listNotes(rule)
  return [
    `  ${paint('dim', String(rule.priority).padStart(4))}  ${paint('bold', rule.name)}${note}`,
    ...wrap(rule.sentence),
    ...notes.flatMap(wrap).map((line) => paint('dim', line)),
  ]
}

/** For a wiki or a review: the same as Markdown. */
export function renderRulesAsMarkdown({ revision, switches, rules }: RulesInWords): string {
  const lines = [
    '# The rules in plain words',
    '',
    `Revision \`${revision}\`. In each file the first rule that matches decides.`,
  ]
  for (const one of switches) lines.push('', `**${escapeMarkdown(tellSwitch(one))}**`)
  for (const [purpose, ofPurpose] of groupBy(rules, ({ purpose }) => purpose)) {
    lines.push('', `## ${purpose}: ${purposeMeanings[purpose]}`)
    for (const [group, ofGroup] of groupBy(ofPurpose, groupOf)) {
      lines.push('', `### ${group}`, '')
      for (const rule of ofGroup) {
        const { name, priority, status, sentence } = rule
        const note = status === 'in-force' ? '' : ` *(${statusWords[status]})*`
        lines.push(`- **${name}** (${priority})${note}: ${escapeMarkdown(sentence)}`)
        for (const text of listNotes(rule)) lines.push(`  <br>*${escapeMarkdown(text)}*`)
      }
    }
  }
  return `${lines.join('\n')}\n`
}

/** What stands below the sentence: what is wrong, what its author says of it, and who that is. */
const listNotes = ({ problem, description, owner }: RuleInWords): readonly string[] =>
  [problem, description && `Note: ${description}`, owner && `Owner: ${owner}`].filter(isText)

const isText = (text: string | undefined): text is string => text !== undefined && text !== ''

const escapeMarkdown = (text: string): string => text.replace(/[\\`*_<>[\]]/g, '\\$&')

function tellSwitch({ name, purpose, os, browser, reason, until }: Switch): string {
  const covers = [purpose, os, browser].filter(isText).join(', ') || 'everything'
  return `the kill switch "${name}" is on for ${covers}${until === undefined ? '' : ` until ${until}`}, and beats every rule below: ${reason}`
}

/** Rules are tried from the top: hundreds make chapters of a long list. */
function groupOf({ priority }: RuleInWords): string {
  const from = Math.min(900, Math.floor(priority / 100) * 100)
  return `Priority ${Math.max(1, from)} to ${from === 900 ? 1000 : from + 99}`
}

const indent = ' '.repeat(8)
const width = 100

/** A paragraph in lines that are good to read; a word that is longer than a line has one of its own. */
function wrap(text: string): readonly string[] {
  const lines: string[] = []
  let line = indent
  for (const word of text.split(' ')) {
    if (line !== indent && line.length + 1 + word.length > width) {
      lines.push(line)
      line = indent
    }
    line += line === indent ? word : ` ${word}`
  }
  return [...lines, line]
}

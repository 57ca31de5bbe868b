import type { ConditionTrace, Explanation, RuleTrace } from '../core/index.ts'
import type { Terminal } from './command.ts'

/** An explanation as a tree for people: the answer, the client, the passkeys, the rules, what would change it. */
export function renderExplanation({ decision, trace, flips }: Explanation, terminal: Terminal): string {
  const { paint } = terminal
  const { platform } = trace
  const lines = [
    `${paint('bold', decision.action)}  ${decision.reason}  (confidence ${decision.confidence})`,
    `${decision.explanation}`,
    '',
    paint('bold', 'client'),
    `  ${platform.os} ${platform.osVersion} (${platform.osVersionSource}), ${platform.browser} ${platform.browserMajor}, ${platform.deviceType}${platform.webview ? `, inside ${platform.webview}` : ''}`,
    ...platform.conflicts.map((conflict) => `  contradiction: ${conflict}`),
    ...Object.entries(trace.support).map(
      ([feature, { value, source, ref }]) =>
        `  ${feature.padEnd(22)} ${String(value).padEnd(13)} ${paint('dim', `${source}${ref ? `  ${ref}` : ''}`)}`,
    ),
    ...trace.knownIssues.map(
      ({ id, effect, certainty }) => `  known issue ${id}: ${effect} (certainty ${certainty})`,
    ),
    '',
    paint('bold', 'passkeys'),
    ...(trace.credentials.length === 0 ? ['  none'] : []),
    ...trace.credentials.flatMap((credential) => [
      `  ${credential.provider ?? 'unknown provider'}: ${credential.reach}, here ${credential.probability.toFixed(2)}, on a phone ${credential.phone.toFixed(2)}, ${credential.status}`,
      ...credential.evidence.map((line) => paint('dim', `    ${line}`)),
    ]),
    `  here ${trace.belief.here.toFixed(2)}, login here ${trace.belief.local.toFixed(2)}, login by phone ${trace.belief.crossDevice.toFixed(2)}; cheapest: ${trace.advice.action}${trace.advice.immediate ? ' (silent try)' : ''}`,
    '',
    paint('bold', 'rules'),
    ...(trace.switch === null ? [] : [`  answered by the kill switch \`${trace.switch}\``]),
    ...trace.rules.flatMap((rule) => renderRule(rule, terminal)),
    '',
    paint('bold', 'what would change it'),
    ...(flips.length === 0 ? ['  nothing on the list of single changes'] : []),
    ...flips.map(({ change, action, reason }) => `  ${change}: ${action} (${reason})`),
  ]
  return `${lines.join('\n')}\n`
}

const ruleMarks: Readonly<Record<string, string>> = { matched: '+', 'not-matched': '-', 'not-reached': '.' }

function renderRule(rule: RuleTrace, terminal: Terminal): string[] {
  const head = `  ${ruleMarks[rule.state] ?? '~'} ${rule.name}  ${terminal.paint('dim', rule.state)}`
  if (rule.state !== 'matched' && rule.state !== 'not-matched') return [head]
  const painted = rule.state === 'matched' ? terminal.paint('green', head) : head
  return [painted, ...(rule.conditions ? renderCondition(rule.conditions, 3, terminal) : [])]
}

function renderCondition(condition: ConditionTrace, depth: number, terminal: Terminal): string[] {
  const head = `${'  '.repeat(depth)}${condition.matched ? '+' : '-'}`
  switch (condition.kind) {
    case 'fact': {
      const { fact, path, operator, wanted, actual } = condition
      const name = path === undefined ? fact : `${fact} ${path}`
      const found = terminal.paint('dim', `is ${JSON.stringify(actual)}`)
      return [`${head} ${name} ${operator} ${JSON.stringify(wanted)} ${found}`]
    }
    case 'not':
      return [`${head} not`, ...renderCondition(condition.condition, depth + 1, terminal)]
    case 'audience':
      return [
        `${head} audience ${condition.name}`,
        ...renderCondition(condition.condition, depth + 1, terminal),
      ]
    default:
      return [
        `${head} ${condition.kind}`,
        ...condition.conditions.flatMap((child) => renderCondition(child, depth + 1, terminal)),
      ]
  }
}

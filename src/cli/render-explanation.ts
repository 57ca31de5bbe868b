import type {
  ConditionTrace,
  CredentialTrace,
  DecisionTrace,
  Explanation,
  Policy,
  RuleTrace,
} from '../core/index.ts'
import type { Paint } from './command.ts'
import { renderDraws } from './render-draw.ts'
import { count } from './rules-folder.ts'

/**
 * An explanation for people, the most telling first: the answer, the rule that gave it, the client, the passkeys, what
 * would change it, and the rules that were tried before. `verbose` unfolds every rule and every ability.
 */
export function renderExplanation(
  explanation: Explanation,
  policy: Policy,
  paint: Paint,
  verbose: boolean,
): string {
  const { decision, flips } = explanation
  const section = (title: string, lines: readonly string[]) => ['', paint('bold', title), ...lines]
  return [
    `${paint('bold', decision.action)}  ${decision.reason}  (confidence ${decision.confidence})`,
    decision.explanation,
    ...section('decided by', renderWinner(explanation, policy, paint)),
    ...section('client', renderClient(explanation, paint, verbose)),
    ...section('passkeys', renderPasskeys(explanation, paint)),
    ...section('what would change it', renderFlips(flips, verbose)),
    ...section('rules', renderRules(explanation.trace.rules, paint, verbose)),
    '',
  ].join('\n')
}

/** More of them than this are counted only, unless everything was asked for. */
const mostFlips = 8

/** By what they lead to, in the order in which the smallest change leads there. */
function renderFlips(flips: Explanation['flips'], verbose: boolean): string[] {
  if (flips.length === 0) return ['  none of the changes that are tried, alone or two together']
  const shown = verbose ? flips : flips.slice(0, mostFlips)
  const rest = flips.length - shown.length
  const actions = [...new Set(shown.map(({ action }) => action))]
  return [
    ...actions.flatMap((action) => [
      `  ${action}`,
      ...shown
        .filter((flip) => flip.action === action)
        .map(({ change, reason }) => `    ${change} (${reason})`),
    ]),
    ...(rest === 0 ? [] : [`  and ${count(rest, 'change')} more (see --verbose)`]),
  ]
}

export function renderWinner({ decision, trace }: Explanation, policy: Policy, paint: Paint): string[] {
  if (trace.switch !== null) return [`  the kill switch \`${trace.switch}\`, which beats every rule`]
  const rule = trace.rules.find(({ state }) => state === 'matched')
  if (rule === undefined) return ['  no rule matched']
  const { event, description } =
    policy.ruleSets[decision.purpose].rules.find(({ name }) => name === rule.name) ?? {}
  const overruled = event !== undefined && event.type !== decision.action
  return [
    `  ${paint('green', `+ ${rule.name}`)}  ${paint('dim', rule.file)}`,
    ...(description === undefined ? [] : [`    ${description}`]),
    ...renderGrounds(rule),
    ...renderDraws(rule).map((line) => `    ${line}`),
    ...(overruled
      ? [`  it asks for ${event.type} (${event.params.reason}), which would be a dead end for this client`]
      : []),
  ]
}

/** What made a rule match. Most rules are one `all`, which goes without saying. */
function renderGrounds({ conditions }: RuleTrace): string[] {
  if (conditions === null) return ['    it always matches']
  const parts = conditions.kind === 'all' ? conditions.conditions : [conditions]
  return parts.flatMap((part) => renderCondition(part, 2))
}

function renderClient({ trace }: Explanation, paint: Paint, verbose: boolean): string[] {
  const { platform, support, knownIssues } = trace
  const { os, osVersion, osVersionSource, osVersionAtLeast, browser, browserMajor, deviceType, webview } =
    platform
  const abilities = Object.entries(support)
  const told = new Set(['passkeySync', 'thirdPartyProviders'])
  const having = (value: unknown) =>
    abilities
      .filter(([feature, statement]) => statement.value === value && !told.has(feature))
      .map(([feature]) => feature)
  const folded = [
    ['can', having(true)],
    ['cannot', having(false)],
    ['unknown', having('unknown')],
  ] as const
  const place = webview === null ? '' : `, inside ${webview}`
  return [
    `  ${os} ${osVersion} (${osVersionAtLeast === null ? `version from: ${osVersionSource}` : `${osVersionAtLeast} or later`}), ${browser} ${browserMajor}, ${deviceType}${place}`,
    ...platform.conflicts.map((conflict) => `  ${paint('yellow', 'contradiction')}: ${conflict}`),
    ...knownIssues.map(
      ({ id, effect, certainty }) => `  known issue ${id}: ${effect} (certainty ${certainty})`,
    ),
    ...(verbose
      ? abilities.map(
          ([feature, { value, source, ref }]) =>
            `  ${feature.padEnd(22)} ${String(value).padEnd(13)} ${paint('dim', `${source}${ref ? `  ${ref}` : ''}`)}`,
        )
      : [
          ...folded
            .filter(([, features]) => features.length > 0)
            .map(([word, features]) => `  ${word.padEnd(8)} ${features.join(', ')}`),
          `  passkeys kept here: ${support.passkeySync.value}; other managers: ${support.thirdPartyProviders.value}`,
        ]),
  ]
}

function renderPasskeys({ trace }: Explanation, paint: Paint): string[] {
  const { credentials, belief, advice, history } = trace
  if (history === 'unavailable') return ['  the history is not available']
  if (credentials.length === 0) return ['  none known']
  return [
    ...credentials.flatMap(({ provider, reach, reachRule, probability, phone, status, evidence }) => [
      `  ${provider ?? 'unknown provider'}: ${reach}, here ${probability.toFixed(2)}, on a phone ${phone.toFixed(2)}, ${status}`,
      ...(reachRule === null ? [] : renderReach(reachRule, trace, paint)),
      ...evidence.map((line) => paint('dim', `    ${line}`)),
    ]),
    `  a login here ${belief.local.toFixed(2)}, by phone ${belief.crossDevice.toFixed(2)}; cheapest: ${advice.action}${advice.immediate ? ' (silent try)' : ''}`,
  ]
}

/** The rule of reach, and who says so. */
function renderReach(
  { answer, requires, ref }: NonNullable<CredentialTrace['reachRule']>,
  { statements }: DecisionTrace,
  paint: Paint,
): string[] {
  const needs = requires.length === 0 ? '' : `, needs: ${requires.join('; ')}`
  const statement = statements[ref]
  const told =
    statement === undefined
      ? []
      : [`${statement.source} (certainty ${statement.certainty}, verified ${statement.verifiedOn})`]
  return [
    `    can be used on such a client: ${answer}${needs}`,
    ...[ref, ...told].map((line) => paint('dim', `      ${line}`)),
  ]
}

const marks: Readonly<Record<RuleTrace['state'], string>> = {
  matched: '+',
  'not-matched': '-',
  'not-reached': '.',
  disabled: '~',
  'outside-dates': '~',
  'rolled-out': '~',
  'not-drawn': '~',
  broken: '!',
}

export function renderRules(rules: readonly RuleTrace[], paint: Paint, verbose: boolean): string[] {
  const width = Math.max(0, ...rules.map(({ name }) => name.length))
  const line = ({ name, state }: RuleTrace, text: string) =>
    `  ${marks[state]} ${name.padEnd(width)}  ${paint('dim', text)}`
  if (verbose)
    return rules.flatMap((rule) => [
      line(rule, rule.state),
      ...renderDraws(rule).map((draw) => `      ${draw}`),
      ...(rule.conditions === null || rule.state === 'not-reached'
        ? []
        : renderCondition(rule.conditions, 3)),
    ])
  const notReached = rules.filter(({ state }) => state === 'not-reached').length
  return [
    ...rules.filter(({ state }) => state !== 'not-reached').map((rule) => line(rule, tellState(rule))),
    ...(notReached === 0 ? [] : [`  . ${count(notReached, 'rule')} after that not reached (see --verbose)`]),
  ]
}

const asleepWords: Readonly<Partial<Record<RuleTrace['state'], string>>> = {
  disabled: 'switched off in the file',
  'outside-dates': 'not begun yet, or over: see its dates',
}

function tellState(rule: RuleTrace): string {
  if (rule.state === 'not-matched') return tellFailure(rule)
  const isDrawn = rule.state === 'rolled-out' || rule.state === 'not-drawn'
  return isDrawn ? renderDraws(rule).join('; ') : (asleepWords[rule.state] ?? rule.state)
}

/** Why a rule did not match, in one line: the first condition that failed. */
const tellFailure = ({ conditions }: RuleTrace): string =>
  conditions === null ? 'not-matched' : tellFailedCondition(conditions)

function tellFailedCondition(condition: ConditionTrace): string {
  switch (condition.kind) {
    case 'fact':
      return tellFact(condition)
    case 'not':
      return `not (${tellHeldCondition(condition.condition)})`
    case 'audience':
      return `audience ${condition.name}: ${tellFailedCondition(condition.condition)}`
    case 'all': {
      const failed = condition.conditions.find(({ matched }) => !matched)
      return failed === undefined ? 'not-matched' : tellFailedCondition(failed)
    }
    default:
      return condition.conditions.map(tellFailedCondition).join('; ')
  }
}

/** What made a condition hold that should not have held. */
function tellHeldCondition(condition: ConditionTrace): string {
  if (condition.kind === 'fact') return tellFact(condition)
  if (condition.kind === 'audience') return `audience ${condition.name}`
  if (condition.kind === 'not') return `not (${tellFailedCondition(condition.condition)})`
  return condition.conditions
    .filter(({ matched }) => matched)
    .map(tellHeldCondition)
    .join('; ')
}

const longestValue = 80
const show = (value: unknown): string => {
  // Probabilities carry digits that mean nothing.
  const text = typeof value === 'number' ? String(Number(value.toFixed(4))) : JSON.stringify(value)
  return text.length > longestValue ? `${text.slice(0, longestValue)}...` : text
}

type FactTrace = Extract<ConditionTrace, { readonly kind: 'fact' }>

const tellFact = ({ fact, path, operator, wanted, actual }: FactTrace): string =>
  `${path === undefined ? fact : `${fact} ${path}`} is ${show(actual)}, wanted: ${operator} ${show(wanted)}`

function renderCondition(condition: ConditionTrace, depth: number): string[] {
  const head = `${'  '.repeat(depth)}${condition.matched ? '+' : '-'}`
  switch (condition.kind) {
    case 'fact':
      return [`${head} ${tellFact(condition)}`]
    case 'not':
      return [`${head} not`, ...renderCondition(condition.condition, depth + 1)]
    case 'audience':
      return [`${head} audience ${condition.name}`, ...renderCondition(condition.condition, depth + 1)]
    default:
      return [
        `${head} ${condition.kind}`,
        ...condition.conditions.flatMap((child) => renderCondition(child, depth + 1)),
      ]
  }
}

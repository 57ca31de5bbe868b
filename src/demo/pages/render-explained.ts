import type { ConditionTrace, RuleTrace } from '../../contract/explain.ts'
import { make, makeRegion } from '../../matrix/html/page/element.ts'
import type { CredentialTrace, Explained } from './explained.ts'
import { tellAction, tellNext, tellPercent, tellPlace, tellReach } from './words.ts'

type Answer = Pick<Explained, 'action' | 'ceremony' | 'explanation' | 'reason' | 'confidence'>

/** The answer in one glance: what the page does, and why. */
export function renderVerdict(answer: Answer, ruleName?: string): HTMLElement {
  const { action, explanation, reason, confidence } = answer
  const rule = ruleName === undefined ? [] : [' · rule ', make('code', {}, ruleName)]
  return make(
    'div',
    { class: `verdict look-${action}` },
    make('p', { class: 'action' }, tellAction(answer)),
    make('p', { class: 'sentence' }, explanation),
    make(
      'p',
      { class: 'muted' },
      make('code', { class: 'reason' }, reason),
      ` · ${confidence} confidence`,
      ...rule,
    ),
  )
}

/** Everything behind an answer, the most telling first; what is long is folded. */
export function renderGrounds(explained: Explained): HTMLElement {
  const { trace, flips, next, purpose } = explained
  const isLogin = purpose !== 'registration'
  return make(
    'div',
    { class: 'grounds' },
    isLogin && trace.credentials.length > 0 && renderBeliefs(trace.belief),
    isLogin &&
      explained.action !== 'fallback' &&
      make('ul', { class: 'next' }, ...tellNext(next).map((line) => make('li', {}, line))),
    fold(
      `What would change it (${flips.length})`,
      flips.length === 0
        ? make('p', {}, 'None of the changes that are tried, alone or two together.')
        : renderFlips(flips),
    ),
    fold(
      `Passkeys it knows of (${trace.credentials.length})`,
      trace.credentials.length === 0
        ? make('p', {}, 'None.')
        : make('ul', { class: 'known' }, ...trace.credentials.map(renderCredential)),
    ),
    fold(`This client: ${tellPlace(trace.platform.os, trace.platform.browser)}`, renderClient(trace)),
    fold(`Rules that were tried (${countTried(trace.rules)})`, renderRules(trace)),
    fold(
      'Everything, as JSON',
      makeRegion('Answer as JSON', make('pre', {}, JSON.stringify(explained, null, 2))),
    ),
  )
}

const fold = (title: string, ...content: readonly HTMLElement[]): HTMLElement =>
  make('details', {}, make('summary', {}, title), ...content)

function renderBeliefs({ local, crossDevice }: Explained['trace']['belief']): HTMLElement {
  const bar = (label: string, share: number) =>
    make(
      'div',
      { class: 'belief' },
      make('span', {}, label),
      make('meter', { min: 0, max: 1, value: share, 'aria-label': label }),
      make('b', {}, tellPercent(share)),
    )
  return make(
    'div',
    { class: 'beliefs' },
    bar('A passkey works right here', local),
    bar('A phone can help out', crossDevice),
  )
}

/** More of them than this are counted only; the JSON below has all. */
const mostFlips = 8

/** By what they lead to, in the order in which the smallest change leads there. */
function renderFlips(flips: Explained['flips']): HTMLElement {
  const shown = flips.slice(0, mostFlips)
  const rest = flips.length - shown.length
  const groups = [...new Set(shown.map(({ action }) => action))].map((action) =>
    make(
      'li',
      {},
      make('b', {}, action),
      make('ul', {}, ...shown.filter((flip) => flip.action === action).map(renderFlip)),
    ),
  )
  return make(
    'ul',
    { class: 'flips' },
    ...groups,
    rest > 0 && make('li', { class: 'muted' }, `and ${rest} more, which are in the JSON below`),
  )
}

const renderFlip = ({ change, reason }: Explained['flips'][number]): HTMLElement =>
  make('li', {}, `${change} `, make('code', {}, reason))

function renderCredential({ provider, reach, probability, phone, status, evidence }: CredentialTrace) {
  return make(
    'li',
    {},
    make('b', {}, provider ?? 'Unknown provider'),
    ` ${tellReach(reach)}; here ${tellPercent(probability)}, on a phone ${tellPercent(phone)}`,
    status !== 'believed' && make('span', { class: 'mark' }, status),
    make('ul', { class: 'muted' }, ...evidence.map((line) => make('li', {}, line))),
  )
}

function renderClient({ platform, support, knownIssues }: Explained['trace']): HTMLElement {
  const { os, osVersion, browser, browserMajor, deviceType, webview, conflicts = [] } = platform
  const told = [
    ['system', `${os} ${osVersion}`],
    ['browser', `${browser} ${browserMajor}`],
    ['device', `${deviceType}${webview === null ? '' : `, inside ${webview}`}`],
    ...(conflicts.length > 0 ? [['contradicts itself', conflicts.join(', ')]] : []),
    ...knownIssues.map(({ id, effect }) => [`known issue ${id}`, effect]),
  ]
  const rows = [
    ...told.map(([name, value]) => row(name ?? '', value ?? '', '')),
    ...Object.entries(support).map(([name, { value, source }]) => row(name, String(value), source)),
  ]
  return makeRegion('What this client can do', make('table', {}, make('tbody', {}, ...rows)))
}
const row = (name: string, value: string, source: string): HTMLElement =>
  make(
    'tr',
    {},
    make('th', { scope: 'row' }, name),
    make('td', {}, value),
    make('td', { class: 'muted' }, source),
  )

const wasTried = ({ state }: RuleTrace): boolean => state !== 'not-reached'
const countTried = (rules: readonly RuleTrace[]): number => rules.filter(wasTried).length

function renderRules(trace: Explained['trace']): HTMLElement {
  if (trace.switch !== null) return make('p', {}, `The kill switch ${trace.switch}, which beats every rule.`)
  return make('ol', { class: 'rules' }, ...trace.rules.filter(wasTried).map(renderRule))
}

function renderRule({ name, state, conditions }: RuleTrace): HTMLElement {
  const isMatch = state === 'matched'
  const line = [make('b', {}, isMatch ? '✓ ' : '✕ '), make('code', {}, name)]
  if (state !== 'matched' && state !== 'not-matched') return make('li', {}, ...line, ` ${state}`)
  if (conditions === null) return make('li', { class: isMatch && 'won' }, ...line, ' always')
  const told = isMatch ? tellHeld(conditions) : tellFailed(conditions)
  return make(
    'li',
    { class: isMatch && 'won' },
    ...line,
    make('span', { class: 'muted' }, ` ${told.join('; ')}`),
  )
}

/** Why it did not hold: the first condition that failed. */
function tellFailed(condition: ConditionTrace): readonly string[] {
  switch (condition.kind) {
    case 'fact':
      return [tellFact(condition)]
    case 'not':
      return [`not (${tellHeld(condition.condition).join('; ')})`]
    case 'audience':
      return [`audience ${condition.name}`]
    case 'all': {
      const failed = condition.conditions.find(({ matched }) => !matched)
      return failed === undefined ? [] : tellFailed(failed)
    }
    default:
      return condition.conditions.flatMap(tellFailed)
  }
}

function tellHeld(condition: ConditionTrace): readonly string[] {
  switch (condition.kind) {
    case 'fact':
      return [tellFact(condition)]
    case 'not':
      return [`not (${tellFailed(condition.condition).join('; ')})`]
    case 'audience':
      return [`audience ${condition.name}`]
    default:
      return condition.conditions.filter(({ matched }) => matched).flatMap(tellHeld)
  }
}

const longestValue = 60
const tellValue = (value: unknown): string => {
  const text = typeof value === 'number' ? String(Number(value.toFixed(2))) : JSON.stringify(value)
  return text.length > longestValue ? `${text.slice(0, longestValue)}...` : text
}
const tellFact = ({
  fact,
  path,
  operator,
  wanted,
  actual,
}: Extract<ConditionTrace, { kind: 'fact' }>): string =>
  `${path === undefined ? fact : `${fact} ${path}`} is ${tellValue(actual)}, wanted ${operator} ${tellValue(wanted)}`

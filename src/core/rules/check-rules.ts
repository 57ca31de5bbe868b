import Type from 'typebox'
import type { ProblemKind } from '../../contract/problem-kinds.ts'
import { type Problem, Rule, RuleFile } from '../../contract/rule-files.ts'
import {
  actions,
  type Purpose,
  purposes,
  type Reason,
  reasons,
  registrationActions,
  registrationReasons,
} from '../../contract/words.ts'
import { checkSchema, fitsSchema } from '../documents/check-schema.ts'
import { helpWithWord } from '../documents/help-with-word.ts'
import { isRecord } from '../documents/is-record.ts'
import { pointerTo } from '../documents/json-pointer.ts'
import { quote } from '../documents/quote.ts'
import { checkConditions } from './check-conditions.ts'
import { checkRollout } from './check-rollout.ts'
import { checkRuleOrder } from './check-rule-order.ts'
import type { Audiences } from './policy.ts'
import { isReservedName } from './read-own-path.ts'

const Envelope = Type.Object(
  { ...RuleFile.properties, rules: Type.Array(Type.Unknown(), { minItems: 1, maxItems: 5000 }) },
  { additionalProperties: false },
)

/** What is written in short most often, and how it is written. */
const forms: ReadonlyMap<string, string> = new Map([
  ['/conditions', '{ "all": [ ... ] }'],
  ['/event', '{ "type": "fallback", "params": { "reason": "excluded-by-rule" } }'],
  ['/rollout', '{ "percent": 25, "salt": "2026-launch", "by": "user" }'],
])

const paramNames = Object.keys(Rule.properties.event.properties.params.properties)

/** What a schema cannot know: how a part of a rule is mostly written, and what belongs one level deeper. */
function helpWithForm(kind: ProblemKind, place: string): string | null {
  const form = kind === 'wrong-type' ? forms.get(place) : undefined
  if (form !== undefined) return `write it like this: \`${form}\``
  if (kind === 'missing-key' && place === '/event')
    return `an event is written like this: \`${forms.get('/event')}\``
  const param = paramNames.find((name) => place === `/event/${name}`)
  return kind === 'unknown-key' && param !== undefined
    ? `move it into \`params\`: \`"params": { "${param}": ... }\``
    : null
}

export interface CheckedRules {
  /** Null where the file has errors. */
  readonly ruleFile: RuleFile | null
  readonly problems: readonly Problem[]
}

/**
 * Checks one `*.rules.json`. `audiences` are the sound ones; `audienceNames` all that are written down.
 * `now` (epoch ms) is needed only to tell rules whose time is over.
 */
export function checkRules(
  value: unknown,
  file: string,
  audienceNames: readonly string[] | null,
  audiences: Audiences,
  now?: number,
): CheckedRules {
  const problems: Problem[] = [...checkSchema(Envelope, value, { file, pointer: '' })]
  const purpose = isRecord(value) ? purposes.find((word) => word === value.purpose) : undefined
  const listed = isRecord(value) && Array.isArray(value.rules) ? value.rules : []
  const firstWithName = new Map<string, number>()

  listed.forEach((rule: unknown, index) => {
    const pointer = pointerTo('/rules', index)
    for (const problem of checkSchema(Rule, rule, { file, pointer })) {
      const help = helpWithForm(problem.kind, problem.pointer.slice(pointer.length))
      problems.push(help === null ? problem : { ...problem, help })
    }
    if (!isRecord(rule)) return
    if (isRecord(rule.conditions)) {
      const place = { file, pointer: pointerTo(pointer, 'conditions') }
      problems.push(...checkConditions(rule.conditions, place, audienceNames))
    }
    if (purpose !== undefined)
      problems.push(...checkEvent(rule.event, purpose, file, pointerTo(pointer, 'event')))
    if (typeof rule.name === 'string') problems.push(...checkName(rule.name, index, firstWithName, file))
    problems.push(...checkDates(rule, file, pointer, now))
    problems.push(...checkRollout(rule, file, pointer))
  })

  if (problems.some(({ severity }) => severity === 'error') || !fitsSchema(RuleFile, value)) {
    return { ruleFile: null, problems }
  }
  const order = checkRuleOrder(value, file, audiences)
  const failed = order.some(({ severity }) => severity === 'error')
  return { ruleFile: failed ? null : value, problems: [...problems, ...order] }
}

function checkName(
  name: string,
  index: number,
  firstWithName: Map<string, number>,
  file: string,
): readonly Problem[] {
  const at = { severity: 'error', file, pointer: pointerTo('/rules', index, 'name') } as const
  if (isReservedName(name)) {
    const help = 'choose a word that JavaScript does not own'
    return [{ ...at, kind: 'invalid-name', message: `${quote(name)} is not a valid name`, help }]
  }
  const first = firstWithName.get(name)
  if (first === undefined) {
    firstWithName.set(name, index)
    return []
  }
  const message = `two rules are called ${quote(name)}`
  return [{ ...at, kind: 'duplicate-name', message, help: `the other one is at /rules/${first}; rename one` }]
}

/** Whether the event is one of the purpose's actions, and says nothing that would go unheard. */
function checkEvent(event: unknown, purpose: Purpose, file: string, pointer: string): readonly Problem[] {
  if (!isRecord(event) || typeof event.type !== 'string') return []
  const { type } = event
  const params = isRecord(event.params) ? event.params : {}
  const words = purpose === 'registration' ? registrationActions : actions
  if (!words.some((word) => word === type)) {
    const at = pointerTo(pointer, 'type')
    const message = `${quote(type)} is not an action of ${quote(purpose)}`
    return [
      {
        severity: 'error',
        kind: 'unknown-event',
        file,
        pointer: at,
        message,
        help: helpWithWord(type, words),
      },
    ]
  }
  const unheard: readonly (readonly [param: string, heardBy: readonly string[]])[] = [
    ['mode', ['passkey']],
    ['maxAttempts', ['passkey', 'cross-device']],
    ['userVerification', ['passkey', 'cross-device']],
    ['variant', ['offer', 'conditional']],
  ]
  const problems: Problem[] = []
  for (const [param, heardBy] of unheard) {
    if (!Object.hasOwn(params, param) || heardBy.includes(type)) continue
    const message = `${quote(param)} has no effect on ${quote(type)}`
    const help = `remove it; it belongs to ${heardBy.map(quote).join(' and ')}`
    const at = pointerTo(pointer, 'params', param)
    problems.push({ severity: 'warning', kind: 'unused-param', file, pointer: at, message, help })
  }
  const ownReasons: readonly Reason[] =
    purpose === 'registration' ? [...reasons, ...registrationReasons] : reasons
  const isForeign = registrationReasons.some((word) => word === params.reason)
  if (isForeign && !ownReasons.some((word) => word === params.reason)) {
    const at = pointerTo(pointer, 'params', 'reason')
    const message = `${quote(params.reason)} is a reason for registration`
    const help = helpWithWord(params.reason, reasons)
    problems.push({ severity: 'warning', kind: 'foreign-reason', file, pointer: at, message, help })
  }
  return problems
}

function checkDates(
  { activeFrom, activeUntil }: Readonly<Record<string, unknown>>,
  file: string,
  pointer: string,
  now: number | undefined,
): readonly Problem[] {
  const problems: Problem[] = []
  const read = (date: unknown, key: string): number | null => {
    if (typeof date !== 'string' || !fitsSchema(Rule.properties.activeFrom, date)) return null
    const instant = Date.parse(date)
    if (!Number.isNaN(instant)) return instant
    const message = `${quote(date)} cannot be read as a date`
    const help = 'write it like `2026-11-01T00:00:00Z`'
    problems.push({
      severity: 'error',
      kind: 'invalid-date',
      file,
      pointer: pointerTo(pointer, key),
      message,
      help,
    })
    return null
  }
  const from = read(activeFrom, 'activeFrom')
  const until = read(activeUntil, 'activeUntil')
  if (until === null) return problems
  const at = { file, pointer: pointerTo(pointer, 'activeUntil') }
  if (from !== null && until <= from) {
    const message = `${quote(activeUntil)} is not after ${quote(activeFrom)}`
    problems.push({
      ...at,
      severity: 'error',
      kind: 'dates-reversed',
      message,
      help: 'swap or change the dates',
    })
  } else if (now !== undefined && until <= now) {
    const message = `the rule ended on ${quote(activeUntil)}`
    problems.push({
      ...at,
      severity: 'warning',
      kind: 'rule-over',
      message,
      help: 'remove it, or move the date',
    })
  }
  return problems
}

import type { RolloutGuard, RolloutStep, Rule, RuleEvent, Settings } from '../../contract/rule-files.ts'
import {
  guardActionMeanings,
  guardKpiMeanings,
  passiveMeanings,
  reasonMeanings,
  registrationActionMeanings,
  userVerificationMeanings,
  variantMeanings,
} from '../../contract/word-meanings.ts'
import type { Reason } from '../../contract/words.ts'
import type { Audiences } from './policy.ts'
import { renderCondition } from './render-condition.ts'
import { renderPercent, renderValue } from './render-value.ts'

/** What a rule is told against. */
export interface RuleWording {
  readonly audiences: Audiences
  /** For what a rule leaves to them: how many tries. */
  readonly settings: Pick<Settings, 'ceremony'>
}

/** A rule as one or two sentences: from when, for whom, where it holds, what is done, and the reason told. */
export function renderRule(rule: Rule, { audiences, settings }: RuleWording): string {
  const parts = [
    ...renderDates(rule),
    ...renderRollout(rule),
    ...renderExperiment(rule),
    rule.conditions === undefined
      ? rule.rollout === undefined && rule.experiment === undefined
        ? 'in every other case'
        : 'in every case'
      : `when ${renderCondition(rule.conditions, audiences)}`,
  ]
  const where = parts.join(', ')
  return `${capitalise(where)}: ${renderEvent(rule.event, settings)}. Reason shown: ${renderReason(rule.event.params.reason, where)}.`
}

/** The word that answers and reports use, and what it means where the sentence has not said so already. */
function renderReason(reason: Reason, told: string): string {
  const meaning = Object.hasOwn(reasonMeanings, reason) ? reasonMeanings[reason] : null
  return meaning === null || told.includes(meaning) ? reason : `${reason} (${meaning})`
}

interface Dates {
  readonly activeFrom?: string | undefined
  readonly activeUntil?: string | undefined
}

export function renderDates({ activeFrom, activeUntil }: Dates): readonly string[] {
  const dates = [
    ...(activeFrom === undefined ? [] : [`from ${renderInstant(activeFrom)}`]),
    ...(activeUntil === undefined ? [] : [`until ${renderInstant(activeUntil)}`]),
  ]
  return dates.length === 0 ? [] : [dates.join(' ')]
}

export function renderRollout({ rollout }: Pick<Rule, 'rollout'>): readonly string[] {
  if (rollout === undefined) return []
  const whom = `of the ${rollout.by}s (draw ${renderValue(rollout.salt)})`
  const { guard } = rollout
  return [
    ...(rollout.steps === undefined
      ? [`for ${renderPercent((rollout.percent ?? 0) / 100)} ${whom}`]
      : [`for a growing share ${whom}: ${rollout.steps.map(renderStep).join(', ')}`]),
    ...(guard === undefined ? [] : [renderGuard(guard)]),
  ]
}

export const renderStep = ({ at, percent }: RolloutStep): string =>
  `${renderPercent(percent / 100)} from ${renderInstant(at)}`

export const renderGuard = ({ onFall, kpi, tolerance, minLogins }: RolloutGuard): string =>
  `${guardActionMeanings[onFall]} once ${guardKpiMeanings[kpi]} is certainly worse by more than ${renderPercent(tolerance)} (from ${minLogins} logins a side)`

export function renderExperiment({ experiment }: Pick<Rule, 'experiment'>): readonly string[] {
  if (experiment === undefined) return []
  const { name, variant } = experiment
  return [`for those who drew ${renderValue(variant)} in the experiment ${renderValue(name)}`]
}

function renderEvent({ type, params }: RuleEvent, { ceremony }: RuleWording['settings']): string {
  const check =
    params.userVerification === undefined ? '' : `; ${userVerificationMeanings[params.userVerification]}`
  switch (type) {
    case 'passkey':
      return `${renderPasskey(params.mode ?? 'modal', params.maxAttempts ?? ceremony.maxAttempts)}${check}`
    case 'cross-device':
      return `show a QR code, to use the passkey of a phone${check}`
    case 'fallback':
      return `go to another method; ${passiveMeanings[params.passive ?? 'conditional']}`
    case 'offer':
      return params.variant === undefined || params.variant === 'default'
        ? registrationActionMeanings.offer
        : `${registrationActionMeanings.offer}, with ${variantMeanings[params.variant]}`
    case 'conditional':
    case 'skip':
      return registrationActionMeanings[type]
    default:
      return renderValue(type)
  }
}

function renderPasskey(mode: NonNullable<RuleEvent['params']['mode']>, maxAttempts: number): string {
  switch (mode) {
    case 'modal':
      return `open a passkey dialog, ${maxAttempts === 1 ? 'one try' : `at most ${maxAttempts} tries`}`
    case 'conditional':
      return 'suggest passkeys in the user name field'
    case 'immediate':
      return 'try silently whether a passkey is here, once'
    default:
      return renderValue(mode)
  }
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** `1 November 2026, 00:00 UTC`; seconds only where there are any. */
export function renderInstant(text: string): string {
  const instant = Date.parse(text)
  if (Number.isNaN(instant)) return renderValue(text)
  const date = new Date(instant)
  const time = date
    .toISOString()
    .slice(11, -1)
    .replace(/\.000$/, '')
    .replace(/:00$/, '')
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}, ${time} UTC`
}

const capitalise = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

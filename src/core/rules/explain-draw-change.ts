import Value from 'typebox/value'
import {
  Experiment,
  ExperimentVariant,
  Rollout,
  RolloutGuard,
  RolloutStep,
  RuleExperiment,
} from '../../contract/rule-files.ts'
import { stepsOf } from '../documents/json-pointer.ts'
import type { ValueChange } from './build-rule-diff.ts'
import { renderExperiment, renderGuard, renderRollout, renderStep } from './render-rule.ts'
import { renderPercent, renderValue } from './render-value.ts'

type Variant = Experiment['variants'][number]

/** A rule for everybody, or for a share, or for a variant, in the words that `keywise explain-rules` has for it. */
export function summarizeDraws(rule: Readonly<Record<string, unknown>>): readonly string[] {
  const { rollout, experiment } = rule
  return [
    ...(Value.Check(Rollout, rollout) ? renderRollout({ rollout }) : []),
    ...(Value.Check(RuleExperiment, experiment) ? renderExperiment({ experiment }) : []),
    ...(Value.Check(Experiment, rule)
      ? [
          `over the ${rule.by}s (draw ${renderValue(rule.salt)}): ${rule.variants.map(renderVariant).join(', ')}`,
        ]
      : []),
  ]
}

const renderVariant = ({ name, percent }: Variant): string =>
  `${renderPercent(percent / 100)} ${renderValue(name)}`

/** A change of a rollout, an experiment or who takes part in it, in words; null: it is about something else. */
export function explainDrawChange(list: string, { pointer, from, to }: ValueChange): string | null {
  const place = stepsOf(pointer).join('.')
  const words =
    list === 'rules' ? own(ofRules, place) : list === 'experiments' ? own(ofExperiments, place) : undefined
  return words?.(from, to) ?? null
}

/** null: the values are not of the kind that is told in words. */
type Words = (from: unknown, to: unknown) => string | null

/** One of the two may be missing, which is told by `missing`. */
const fromTo =
  (
    tell: (value: unknown) => string | null,
    missing: string,
    say: (from: string, to: string) => string,
  ): Words =>
  (from, to) => {
    const [old, fresh] = [from, to].map((value) => (value === undefined ? missing : tell(value)))
    return old == null || fresh == null ? null : say(old, fresh)
  }

const percent = (value: unknown): string | null =>
  typeof value === 'number' ? renderPercent(value / 100) : null
const text = (value: unknown): string | null => (typeof value === 'string' ? renderValue(value) : null)
const drawnOver = (value: unknown): string | null =>
  value === 'user' || value === 'device' ? `${value}s` : null
const rollout = (value: unknown): string | null =>
  Value.Check(Rollout, value) ? renderRollout({ rollout: value }).join(', ') : null
const steps = (value: unknown): string | null =>
  Array.isArray(value) && value.every((one): one is RolloutStep => Value.Check(RolloutStep, one))
    ? value.map(renderStep).join(', ')
    : null
const variants = (value: unknown): string | null =>
  Array.isArray(value) && value.every((one): one is Variant => Value.Check(ExperimentVariant, one))
    ? value.map(renderVariant).join(', ')
    : null
const guard = (value: unknown): string | null =>
  Value.Check(RolloutGuard, value) ? renderGuard(value) : null
const experiment = (value: unknown): string | null =>
  Value.Check(RuleExperiment, value) ? renderExperiment({ experiment: value }).join() : null

const own = (words: Readonly<Record<string, Words>>, place: string): Words | undefined =>
  Object.hasOwn(words, place) ? words[place] : undefined

const ofRules: Readonly<Record<string, Words>> = {
  rollout: fromTo(rollout, 'for everybody', (from, to) => `was ${from}; now ${to}`),
  'rollout.percent': fromTo(percent, 'steps', (from, to) => `share from ${from} to ${to}`),
  'rollout.steps': fromTo(steps, 'one share', (from, to) => `steps were ${from}; now ${to}`),
  'rollout.salt': fromTo(
    text,
    'none',
    (from, to) => `drawn anew, so that other people are in (${from} becomes ${to})`,
  ),
  'rollout.by': fromTo(
    drawnOver,
    'nobody',
    (from, to) => `drawn anew, over the ${to} instead of the ${from}`,
  ),
  'rollout.guard': fromTo(guard, 'no guard', (from, to) => `was ${from}; now ${to}`),
  'rollout.guard.tolerance': fromTo(
    (value) => (typeof value === 'number' ? renderPercent(value) : null),
    'none',
    (from, to) => `its guard bears ${to} instead of ${from}`,
  ),
  experiment: fromTo(experiment, 'for everybody', (from, to) => `was ${from}; now ${to}`),
  'experiment.variant': fromTo(text, 'none', (from, to) => `for those who drew ${to} instead of ${from}`),
  'experiment.name': fromTo(text, 'none', (from, to) => `in the experiment ${to} instead of ${from}`),
}

const ofExperiments: Readonly<Record<string, Words>> = {
  variants: fromTo(variants, 'none', (from, to) => `was ${from}; now ${to}`),
  salt: fromTo(
    text,
    'none',
    (from, to) => `drawn anew, for all who are not written down (${from} becomes ${to})`,
  ),
  by: fromTo(drawnOver, 'nobody', (from, to) => `drawn anew, over the ${to} instead of the ${from}`),
}

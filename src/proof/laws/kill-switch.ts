import fc from 'fast-check'
import type { Switch } from '../../contract/rule-files.ts'
import { browserNames, osNames, purposes } from '../../contract/words.ts'
import { assess, decide } from '../../core/index.ts'
import { type Law, tellAnswer } from '../law.ts'

const parts = ['purpose', 'os', 'browser', 'until'] as const

/** Kill switches, on and off, for some clients or all. */
export const arbitrarySwitch: fc.Arbitrary<Switch> = fc.record(
  {
    name: fc.constantFrom('first', 'second'),
    on: fc.boolean(),
    reason: fc.constant('made up'),
    purpose: fc.constantFrom(...purposes),
    os: fc.constantFrom(...osNames),
    browser: fc.constantFrom(...browserNames),
    until: fc.constantFrom('2026-11-01T00:00:00Z', '2027-11-01T00:00:00Z'),
  },
  { requiredKeys: ['name', 'on', 'reason'] },
)

export interface DrawnSwitch {
  /** What the switch is limited to, beyond being on. */
  readonly parts: readonly (typeof parts)[number][]
  readonly others: readonly Switch[]
}

export const killSwitch: Law<DrawnSwitch> = {
  name: 'kill-switch',
  sentence: 'A kill switch beats every rule.',
  severity: 'law',
  heldBy: 'engine',
  asks: 'anybody',
  draw: () =>
    fc.record({ parts: fc.subarray([...parts]), others: fc.array(arbitrarySwitch, { maxLength: 2 }) }),
  check({ input, policy, now }, { parts, others }) {
    const { os, browser } = assess(input, policy, now).platform
    const covering = { purpose: input.purpose, os, browser, until: new Date(now + 1).toISOString() }
    const kill: Switch = {
      name: 'stop',
      on: true,
      reason: 'made up',
      ...Object.fromEntries(parts.map((part) => [part, covering[part]])),
    }
    const decision = decide(input, { ...policy, switches: [...others, kill] }, now)
    const isStopped =
      decision.ceremony === undefined &&
      decision.action === (input.purpose === 'registration' ? 'skip' : 'fallback') &&
      decision.reason === 'kill-switch' &&
      decision.passive === 'none' &&
      decision.rule === undefined &&
      decision.next.length === 1 &&
      decision.next[0]?.action === 'fallback'
    return isStopped ? 'holds' : { broken: `the switch is on, and the answer is ${tellAnswer(decision)}` }
  },
  tell: ({ parts }) => `a kill switch is on${parts.length === 0 ? '' : ` for this ${parts.join(', ')}`}`,
}

import { isDeepStrictEqual } from 'node:util'
import type { RecordedSimulation } from '../contract/simulation.ts'
import { purposes } from '../contract/words.ts'
import type { ReplayPolicies } from './replay-policies.ts'

/** What the figures cannot show, or show otherwise than one may think: a sentence each. */
export function listNotes(
  policies: ReplayPolicies,
  recorded: RecordedSimulation | null,
  until: number,
): readonly string[] {
  if (recorded === null) return []
  return [
    ...listLateRules(policies, until),
    ...listSwitchNotes(policies),
    ...(recorded.available > recorded.read
      ? [
          `only the newest ${recorded.read} of ${recorded.available} recorded decisions were read: there is a limit`,
        ]
      : []),
    ...(recorded.otherRevision > 0
      ? [
          `${recorded.otherRevision} decisions were taken under other rules than those now in force; both sides were asked anew, so what really was answered may differ from either`,
        ]
      : []),
  ]
}

/** Each decision is asked again by its own clock, so that rules of a later time have no say. */
function listLateRules({ live, draft }: ReplayPolicies, until: number): readonly string[] {
  return purposes.flatMap((purpose) => {
    const known = live.ruleSets[purpose].rules
    return draft.ruleSets[purpose].rules.flatMap((rule) => {
      const { name, activeFrom } = rule
      if (activeFrom === undefined || Date.parse(activeFrom) < until) return []
      if (known.some((one) => isDeepStrictEqual(one, rule))) return []
      return [
        `rule \`${name}\` begins at ${activeFrom}: recorded decisions are older, so it changes none of them; leave \`activeFrom\` out of the draft to see what it would do`,
      ]
    })
  })
}

const listSwitchNotes = ({ added, removed }: ReplayPolicies): readonly string[] => [
  ...added.map(
    ({ name }) => `the draft turns on the switch \`${name}\`: it is taken as on for every decision`,
  ),
  ...removed.map(
    ({ name }) => `the draft turns off the switch \`${name}\`: the live rules are taken as with it all along`,
  ),
]

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
    ...listEarlierRules(recorded.earlierRules),
  ]
}

/** Whose answers were given by rules that are in force no more, and of whose nobody knows what those rules would say. */
function listEarlierRules({ kept, missing, altered, unusable }: RecordedSimulation['earlierRules']) {
  const all = kept + missing + altered + unusable
  if (all === 0) return []
  const unknown = 'so whether they replay as they were given cannot be told'
  return [
    `${all} decisions were taken under other rules than those now in force; both sides were asked anew, so what really was answered may differ from either`,
    ...(missing > 0
      ? [
          `of these, ${missing} were taken under rules that are not kept, ${unknown}: they were in force too long ago, or never written down`,
        ]
      : []),
    ...(altered > 0
      ? [
          `of these, ${altered} were taken under rules that somebody has changed in the database since, ${unknown}: the changed rules are not used`,
        ]
      : []),
    ...(unusable > 0
      ? [
          `of these, ${unusable} were taken under rules that this version of Keywise cannot use any more, ${unknown}`,
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

import Type, { type Static, type TSchema } from 'typebox'
import { RulesCheckRequest } from './responses.ts'
import { ProblemInFile } from './rule-files.ts'
import { closed, Instant, oneOf } from './schema-parts.ts'
import {
  changeKinds,
  fixtureEndings,
  loginEndings,
  mostSimulatedDecisions,
  usualSimulatedDays,
  usualSimulatedDecisions,
} from './simulation-words.ts'
import { purposes } from './words.ts'

const Count = Type.Integer({ minimum: 0 })
const Share = Type.Number({ minimum: 0, maximum: 1 })
const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const time = (description: string) => Type.Optional(Type.String({ maxLength: 64, description }))

export const SimulateRequest = Type.Object(
  {
    files: RulesCheckRequest.properties.files,
    from: time(
      `a date, a time (RFC 3339) or \`7d\`: so many days before now; default ${usualSimulatedDays}d`,
    ),
    to: time('the same, not included; default now'),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: mostSimulatedDecisions,
        description: `at most so many recorded decisions, the newest; default ${usualSimulatedDecisions}`,
      }),
    ),
    purposes: Type.Optional(
      Type.Array(oneOf(purposes), { minItems: 1, maxItems: 3, description: 'of recorded decisions' }),
    ),
    fixtures: Type.Optional(Type.Boolean({ description: 'false: leave the fixtures out' })),
    recorded: Type.Optional(Type.Boolean({ description: 'false: leave recorded decisions out' })),
  },
  { ...closed, title: 'SimulateRequest' },
)
export type SimulateRequest = Static<typeof SimulateRequest>

const Changed = Type.Object(
  {
    count: Count,
    share: Share,
    action: Type.Integer({ description: 'another action' }),
    mode: Type.Integer({ description: 'the same action, started or armed in another way' }),
    details: Type.Integer({ description: 'something else that a page acts on' }),
  },
  { description: 'answers with which a page would do something else' },
)

const SimulatedAnswer = Type.Object({
  /** `passkey, modal`; `fallback, suggestions armed`. */
  way: Type.String(),
  reason: Type.String(),
  rule: orNull(Type.String()),
})
export type SimulatedAnswer = Static<typeof SimulatedAnswer>

/** @param endings what may have become, or become, of what changes */
function buildPart<const Ending extends string>(endings: readonly Ending[]) {
  const Ended = Type.Object(
    Object.fromEntries(endings.map((ending) => [ending, Count])) as Record<Ending, typeof Count>,
    { description: 'of those that change: how they ended' },
  )
  const Example = Type.Object({
    id: Type.String({ description: 'of the decision, or of the fixture' }),
    at: orNull(Instant),
    title: orNull(Type.String()),
    os: Type.String(),
    browser: Type.String(),
    reach: orNull(Type.String({ description: 'of the passkey that was likeliest here' })),
    provider: orNull(Type.String()),
    from: SimulatedAnswer,
    to: SimulatedAnswer,
    ended: oneOf(endings),
  })
  const Group = { decided: Count, changed: Count, ended: Ended }
  return {
    decided: Count,
    changed: Changed,
    words: Type.Integer({
      description: 'a page would do the same; another reason, rule or confidence is told',
    }),
    ended: Ended,
    transitions: Type.Array(
      Type.Object({
        kind: oneOf(changeKinds),
        from: Type.String(),
        to: Type.String(),
        count: Count,
        ended: Ended,
        examples: Type.Array(Example),
      }),
      { description: 'from what to what, the most frequent first' },
    ),
    byPurpose: Type.Array(Type.Object({ purpose: oneOf(purposes), ...Group })),
    byOs: Type.Array(Type.Object({ os: Type.String(), ...Group })),
    byBrowser: Type.Array(Type.Object({ browser: Type.String(), ...Group })),
    byPlatform: Type.Array(Type.Object({ os: Type.String(), browser: Type.String(), ...Group }), {
      description: 'systems with browsers where most changes',
    }),
    byRule: Type.Array(
      Type.Object({ from: orNull(Type.String()), to: orNull(Type.String()), count: Count, ended: Ended }),
      { description: 'the rule that answers now and the one that would; null: none' },
    ),
    byReason: Type.Array(Type.Object({ from: Type.String(), to: Type.String(), count: Count, ended: Ended })),
    lostRoute: Type.Object(
      { count: Count, examples: Type.Array(Example) },
      { description: 'logins that would have no way left: no ceremony, no other method, nothing armed' },
    ),
  }
}

const Cost = Type.Object({
  seconds: Type.Number(),
  deadEnds: Type.Number(),
})

export const RecordedSimulation = Type.Object(
  {
    from: Instant,
    to: Instant,
    available: Type.Integer({
      description: 'recorded in that time; more than were read where `limit` is less',
    }),
    read: Count,
    ...buildPart(loginEndings),
    people: Type.Object(
      { decided: Count, changed: Count, lostRoute: Count },
      { description: 'different users, or devices where nobody was named' },
    ),
    otherRevision: Type.Integer({
      description:
        'taken under earlier rules that cannot be had, so that nobody can tell whether they replay as they were given',
    }),
    earlierRules: Type.Object(
      {
        kept: Type.Integer({ description: 'those rules are kept: replayed by them as well' }),
        missing: Type.Integer({ description: 'not kept, or no longer' }),
        altered: Type.Integer({ description: 'what is kept is not what it was: refused' }),
        unusable: Type.Integer({ description: 'kept, but not usable by this version' }),
      },
      { description: 'taken under other rules than those now in force; both sides are then asked anew' },
    ),
    faithful: Type.Integer({
      description: 'replayed, by the rules it was taken under, byte by byte as it was given',
    }),
    unfaithful: Type.Object(
      { count: Count, examples: Type.Array(Type.String()) },
      {
        description:
          'replayed by the rules it was taken under, yet otherwise: a defect, unless Keywise was updated since',
      },
    ),
    notReplayable: Type.Object({
      olderVersion: Type.Integer({ description: 'recorded without what was known then' }),
      unreadable: Type.Integer({
        description: 'altered, sealed under another site key, or such that its replay fails',
      }),
    }),
    estimate: orNull(
      Type.Object(
        {
          note: Type.String(),
          logins: Count,
          live: Cost,
          draft: Cost,
          perLogin: Type.Object({ live: Cost, draft: Cost }),
        },
        { description: 'ESTIMATE: expected seconds and dead ends by the belief model, not measured' },
      ),
    ),
  },
  { title: 'RecordedSimulation' },
)
export type RecordedSimulation = Static<typeof RecordedSimulation>

export const FixtureSimulation = Type.Object(
  {
    ...buildPart(fixtureEndings),
    breaks: Type.Array(Type.String(), { description: 'fixtures that hold now and would not' }),
    mends: Type.Array(Type.String(), { description: 'fixtures that would hold and do not now' }),
    problems: Type.Array(Type.String()),
  },
  { title: 'FixtureSimulation' },
)
export type FixtureSimulation = Static<typeof FixtureSimulation>

export const Simulation = Type.Object(
  {
    live: Type.Object({ revision: Type.String() }),
    draft: Type.Object({ revision: Type.String(), problems: Type.Array(ProblemInFile) }),
    files: Type.Array(Type.String(), { description: 'files that differ' }),
    /** What these figures cannot show, a sentence each. */
    notes: Type.Array(Type.String()),
    recorded: orNull(RecordedSimulation),
    fixtures: orNull(FixtureSimulation),
  },
  { title: 'Simulation', description: 'what a draft would change, against the rules in force' },
)
export type Simulation = Static<typeof Simulation>

import type { ClientSignals } from '../contract/decision.ts'
import { type CredentialRecord, type DecisionInput, readHistory } from '../core/index.ts'
import type { FixtureSuite } from '../files/load-fixture-suite.ts'
import { expandSuite } from '../matrix/expand-suite.ts'
import { readFixtureInput } from '../matrix/run-fixture.ts'

/** A login of the fixtures, with the name a person knows it by. */
export interface Example {
  readonly id: string
  readonly title: string
  readonly input: DecisionInput
  /** Epoch ms. */
  readonly now: number
  /** It stands in the files word for word, not as a cell of a table. */
  readonly told: boolean
}

/** Real clients, passkeys and stories: what made-up logins are made of, and the first to be tried on a rule. */
export interface Examples {
  /** What the clients send, each once. */
  readonly signals: readonly ClientSignals[]
  readonly passkeys: readonly CredentialRecord[]
  /** The stories that are told word for word; tables repeat them over every client. */
  readonly inputs: readonly DecisionInput[]
  readonly logins: readonly Example[]
}

/** All that a fixtures folder tells; what of it cannot be read is left out. */
export function listExamples(suite: FixtureSuite): Examples {
  const told = new Set(suite.fixtures.map(({ fixture }) => fixture.id))
  const expanded = expandSuite(suite).fixtures
  const logins = expanded.map(
    (one): Example => ({
      id: one.fixture.id,
      title: one.fixture.title,
      input: readFixtureInput(one),
      now: Date.parse(one.request.now),
      told: told.has(one.fixture.id),
    }),
  )
  const stories = logins.filter((login) => login.told)
  const signals = [
    ...Object.values(suite.clients).map((client) => client.signals),
    ...stories.map(({ input }): ClientSignals => input.signals),
  ]
  return {
    signals: [...new Map(signals.map((one) => [JSON.stringify(one), one])).values()],
    passkeys: Object.values(suite.passkeys).flatMap(({ note: _note, ...passkey }) => [
      ...readHistory({ credentials: [passkey] }).credentials,
    ]),
    inputs: stories.map(({ input }) => input),
    logins,
  }
}

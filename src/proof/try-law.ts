import fc from 'fast-check'
import type { DecisionInput, Policy } from '../core/index.ts'
import { readFixtureInput, type WrittenLogin } from '../matrix/run-fixture.ts'
import { askedAt, type DrawnLogins } from './arbitraries/logins.ts'
import { type Finding, isNamed, type Law, type Question } from './law.ts'
import { type Login, shiftLogin } from './login.ts'
import { type Counterexample, type LawResult, tellUnsaid } from './proof-report.ts'
import { pruneLogin } from './prune-login.ts'
import type { Steer, Target } from './steer.ts'
import { writeLogin } from './write-login.ts'

/** What every law is tried on. */
export interface Trial {
  readonly policy: Policy
  readonly drawn: DrawnLogins
  readonly steer: Steer
  /** The rules in force, now or later: half of the logins are bent towards one of them. */
  readonly targets: readonly Target[]
  /** Epoch ms: now, and every later moment at which a rule or a switch begins or ends. */
  readonly moments: readonly number[]
}

/** Logins per slice: somebody who waits in between waits for a tenth of a second or so. */
const sliceSize = 100

/** Tries one law, slice by slice; `onSlice` is told how many logins were tried in each, and is waited for. */
export async function tryLaw<Extra>(
  law: Law<Extra>,
  trial: Trial,
  { seed, runs, onSlice }: { seed: number; runs: number; onSlice: (done: number) => Promise<void> },
): Promise<LawResult> {
  const { name, sentence, severity, heldBy } = law
  const cases = fc.tuple(drawLogin(law, trial), law.draw(trial.drawn))
  let tried = 0
  let met = 0
  for (let from = 0; from < runs; from += sliceSize) {
    const numRuns = Math.min(sliceSize, runs - from)
    let failed = false
    const property = fc.asyncProperty(cases, async ([login, extra]) => {
      const finding = await check(law, login, trial.policy, extra)
      if (!failed) {
        tried += 1
        if (finding !== 'not-met') met += 1
      }
      failed ||= isBroken(finding)
      return !isBroken(finding)
    })
    const { counterexample } = await fc.check(property, { seed: seed + from, numRuns })
    await onSlice(numRuns)
    if (counterexample === null) continue
    const [[login, extra]] = counterexample
    return {
      ...{ name, sentence, severity, heldBy },
      status: severity === 'law' ? 'broken' : 'warned',
      runs: tried,
      met,
      counterexample: await findSmallest(law, login, trial.policy, extra),
    }
  }
  return { ...{ name, sentence, severity, heldBy }, status: 'holds', runs: tried, met, counterexample: null }
}

const isBroken = (finding: Finding): finding is { readonly broken: string } => typeof finding === 'object'

/** A law that cannot even be asked is broken: an engine that throws answers nobody. */
async function check<Extra>(
  law: Law<Extra>,
  { input, now }: Login,
  policy: Policy,
  extra: Extra,
): Promise<Finding> {
  try {
    return await law.check({ input, policy, now }, extra)
  } catch (error) {
    return { broken: `the engine fails: ${error instanceof Error ? error.message : String(error)}` }
  }
}

function drawLogin<Extra>(law: Law<Extra>, { drawn, steer, targets, moments }: Trial): fc.Arbitrary<Login> {
  const { asks } = law
  const concerned = targets.filter(({ rule, ruleSet }) => law.concerns?.(rule, ruleSet.purpose) ?? true)
  const aims = concerned.length > 0 ? concerned : targets
  const inputs: fc.Arbitrary<DecisionInput> = asks === 'named' ? drawn.namedInput : drawn.decisionInput
  return fc
    .record({
      input: inputs,
      askedAt,
      moment: fc.constantFrom(...moments),
      // No rule first, so that a counterexample shrinks to a login that was not bent where one exists.
      target:
        aims.length === 0 ? fc.constant(null) : fc.option(fc.constantFrom(...aims), { nil: null, freq: 3 }),
      pick: fc.nat({ max: 0xffff }),
    })
    .map(({ input, askedAt: at, moment, target, pick }) => {
      const login = shiftLogin({ input: withoutHeaders(input), now: at }, moment)
      const bent = target === null ? login : steer(login, target, pick)
      return asks === 'named' ? nameSomebody(bent, login) : bent
    })
}

/** Headers are what a server adds; a request has none. */
function withoutHeaders(input: DecisionInput): DecisionInput {
  const { headers: _headers, ...signals } = input.signals
  return { ...input, signals }
}

/** A rule about nobody, or about a store that is down, leads away from those that the law speaks of. */
function nameSomebody(bent: Login, login: Login): Login {
  return isWhole(bent.input)
    ? bent
    : { ...bent, input: { ...bent.input, user: login.input.user, history: login.input.history } }
}

async function findSmallest<Extra>(
  law: Law<Extra>,
  login: Login,
  policy: Policy,
  extra: Extra,
): Promise<Counterexample> {
  const read = (written: WrittenLogin): Question => ({
    input: readFixtureInput(written),
    policy,
    now: Date.parse(written.request.now ?? ''),
  })
  const findingOf = async (written: WrittenLogin): Promise<Finding> => {
    const question = read(written)
    return law.asks === 'named' && !isWhole(question.input) ? 'not-met' : check(law, question, policy, extra)
  }
  const drawn = writeLogin(login)
  const isSame = isBroken(await findingOf(drawn))
  const smallest = isSame ? await pruneLogin(drawn, async (one) => isBroken(await findingOf(one))) : drawn
  const question = isSame ? read(smallest) : { ...login, policy }
  const finding = await check(law, question, policy, extra)
  const shown = writeLogin({ ...question, input: law.become?.(question, extra) ?? question.input })
  return {
    what: isBroken(finding) ? finding.broken : 'it failed once, and not again',
    besides: law.tell?.(extra, question) ?? null,
    request: shown.request,
    unsaid: [
      ...tellUnsaid(shown),
      ...(isSame ? [] : ['its history, as a store could hold it, cannot be written out']),
    ],
    login: shown,
  }
}

/** Somebody is named, and the history is there. */
const isWhole = (input: DecisionInput): boolean => isNamed(input) && input.history !== 'unavailable'

import { type Explanation, explain, type Policy } from '../../core/index.ts'
import { readFixtureInput } from '../../matrix/run-fixture.ts'
import { describeLogin } from '../../proof/describe-login.ts'
import { tellAnswer } from '../../proof/law.ts'
import type { LawResult, ProofReport, RuleResult } from '../../proof/proof-report.ts'
import type { Paint } from '../command.ts'
import { renderRules, renderWinner } from '../render-explanation.ts'
import { count } from '../rules-folder.ts'

interface Surroundings {
  readonly policy: Policy
  readonly paint: Paint
  /** The folder, as it was named on the command line. */
  readonly dir: string
  /** Where the request of the first finding was written to. */
  readonly written: { readonly law: string; readonly file: string } | null
}

/** A proof for people, the most telling first: the verdict, the laws, rules that nobody reaches, each finding. */
export async function renderProof(report: ProofReport, around: Surroundings): Promise<string> {
  const { laws, rules } = report
  const findings = laws.filter(({ counterexample }) => counterexample !== null)
  const parts = [
    renderVerdict(report, around.paint),
    ...(laws.length === 0 ? [] : [renderLaws(laws, around.paint)]),
    ...renderReach(rules, around.paint, laws.length === 0),
  ]
  for (const finding of findings) parts.push(await renderFinding(finding, report, around))
  return `${parts.join('\n\n')}\n`
}

export const isUnreached = ({ status }: RuleResult): boolean => status === 'not-reached'

function renderVerdict({ laws, rules, revision, runs, seed }: ProofReport, paint: Paint): string {
  const broken = laws.filter(({ status }) => status === 'broken')
  const warned = laws.filter(({ status }) => status === 'warned').length
  const unreached = rules.filter(isUnreached).length
  const besides = [
    ...(warned > 0 ? [count(warned, 'warning')] : []),
    ...(unreached > 0 ? [`${count(unreached, 'rule')} never reached`] : []),
  ]
  const rest = besides.length === 0 ? '' : `; ${besides.join(', ')}`
  const names = broken.map(({ name }) => name).join(', ')
  const head =
    broken.length > 0
      ? `${paint('red', 'not safe')}: ${broken.length} of ${count(laws.length, 'law')} ${broken.length === 1 ? 'is' : 'are'} broken: ${names}`
      : laws.length === 0
        ? `${paint('green', 'done')}: ${count(rules.length, 'rule')} looked for`
        : `${paint('green', 'ok')}: ${laws.length === 1 ? 'the law holds' : `all ${laws.length} laws hold`}`
  return `${head}${rest}\nrevision ${revision}, ${runs} logins per law, seed ${seed}`
}

const marks = { holds: '+', warned: '!', broken: 'x' } as const

function renderLaws(laws: readonly LawResult[], paint: Paint): string {
  const width = Math.max(...laws.map(({ name }) => name.length))
  const style = { holds: 'green', warned: 'yellow', broken: 'red' } as const
  const line = ({ name, sentence, status, runs, met, severity }: LawResult) => {
    const asked = severity === 'warning' ? ' (warning)' : ''
    return `  ${paint(met === 0 ? 'dim' : style[status], `${met === 0 ? '.' : marks[status]} ${name.padEnd(width)}`)} ${`${met === 0 ? 'none' : met} of ${runs}`.padStart(12)}  ${sentence}${asked}`
  }
  const byRules = laws.filter(({ heldBy }) => heldBy === 'rules')
  const byEngine = laws.filter(({ heldBy }) => heldBy === 'engine')
  return [
    paint('bold', 'laws') + paint('dim', '  (logins the law speaks of, of those tried)'),
    ...byRules.map(line),
    ...(byEngine.length === 0
      ? []
      : [
          paint('dim', '  the engine holds these whatever the rules say; a break would be a defect of ours:'),
        ]),
    ...byEngine.map(line),
  ].join('\n')
}

function renderReach(rules: readonly RuleResult[], paint: Paint, isAsked: boolean): string[] {
  const told = (one: RuleResult) => `  ${one.purpose} ${paint('bold', one.name)}\n    ${one.how}`
  if (isAsked)
    return rules.map((one) => {
      const fixture = one.fixture === null ? '' : ` (fixture ${one.fixture})`
      return `${paint('bold', one.status)}\n${told(one)}${fixture}`
    })
  const unreached = rules.filter(isUnreached)
  const asleep = rules.filter(({ status }) => status === 'asleep')
  return [
    ...(unreached.length === 0
      ? []
      : [
          [
            paint('bold', 'rules never reached') + paint('dim', `  (of ${rules.length})`),
            ...unreached.slice(0, mostTold).map(told),
            ...(unreached.length > mostTold
              ? [`  and ${unreached.length - mostTold} more (see --json, or --rule NAME for one)`]
              : []),
          ].join('\n'),
        ]),
    ...(asleep.length === 0
      ? []
      : [`asleep: ${asleep.map(({ name, how }) => `${name} (${how})`).join(', ')}`]),
  ]
}

/** More rules than this nobody reads one after the other. */
const mostTold = 10

async function renderFinding(
  { name, status, counterexample }: LawResult,
  { seed, runs }: ProofReport,
  { policy, paint, dir, written }: Surroundings,
): Promise<string> {
  if (counterexample === null) return ''
  const { what, besides, login, request, unsaid } = counterexample
  const input = readFixtureInput(login)
  const now = Date.parse(request.now ?? '')
  const explanation = await explainSafely(() => explain(input, policy, now))
  const label = status === 'broken' ? paint('red', 'broken') : paint('yellow', 'warning')
  const again = `keywise prove ${dir} --law ${name} --runs ${runs} --seed ${seed} --out request.json`
  return [
    `${label} ${paint('bold', name)}: ${what}`,
    '  login',
    ...describeLogin(input, policy, now).map((line) => `    ${line}`),
    ...(besides === null ? [] : [`    ${besides}`]),
    ...(explanation === null ? [] : renderAnswer(explanation, policy, paint, status === 'broken')),
    ...unsaid.map((text) => `  not in the request: ${text}`),
    ...(written?.law === name ? [] : [`  again: ${again}`]),
    `  why: keywise explain ${written?.law === name ? written.file : 'request.json'} --rules ${dir} --verbose`,
  ].join('\n')
}

function renderAnswer(
  explanation: Explanation,
  policy: Policy,
  paint: Paint,
  withRules: boolean,
): readonly string[] {
  const { decision, trace } = explanation
  return [
    `  answer: ${tellAnswer(decision)}, by`,
    ...renderWinner(explanation, policy, paint).map((line) => `  ${line}`),
    ...(withRules
      ? ['  rules tried', ...renderRules(trace.rules, paint, false).map((line) => `  ${line}`)]
      : []),
  ]
}

/** A login that the engine fails on has no explanation, and is told all the same. */
async function explainSafely(run: () => Promise<Explanation>): Promise<Explanation | null> {
  try {
    return await run()
  } catch {
    return null
  }
}

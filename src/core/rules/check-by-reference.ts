import type { Problem } from '../../contract/rule-files.ts'
import { purposes } from '../../contract/words.ts'
import { quote } from '../documents/quote.ts'
import { type FactName, type Facts, type FactValue, factCatalogue, factNames } from '../facts/catalogue.ts'
import { evaluateByReference } from './evaluate-by-reference.ts'
import type { Assignments, Policy, RuleSet } from './policy.ts'

/**
 * Runs every rule set through json-rules-engine, the reference, over sample situations, and tells where it refuses
 * them or says otherwise than the compiled rules, for everybody who may have drawn one of the variants. The static check
 * has found what it can before; this is the trial.
 */
export async function checkByReference(policy: Policy, now: number): Promise<readonly Problem[]> {
  const problems: Problem[] = []
  for (const purpose of purposes) {
    const ruleSet = policy.ruleSets[purpose]
    const tell = (message: string, help: string): void => {
      problems.push({
        severity: 'error',
        kind: 'reference-disagrees',
        file: ruleSet.file,
        pointer: '/rules',
        message,
        help,
      })
    }
    const drawn = listDrawn(ruleSet, policy)
    for (const [sample, facts] of sampleSituations) {
      try {
        for (const [who, assignments] of drawn) {
          const draws = { caps: policy.standing.caps, experiments: policy.experiments, assignments }
          const { verdict } = await evaluateByReference(ruleSet, facts, sampleSubject, now, draws)
          const compiled = ruleSet.evaluate(facts, sampleSubject, now, draws)
          if (verdict.rule?.name === compiled.rule?.name) continue
          const names = [verdict.rule?.name ?? 'none', compiled.rule?.name ?? 'none'].map(quote)
          tell(
            `in ${sample}${who}, json-rules-engine picks ${names[0]} and the compiled rules pick ${names[1]}`,
            'report this: it is a defect of keywise',
          )
          break
        }
      } catch (error) {
        tell(
          `json-rules-engine refuses these rules: ${error instanceof Error ? error.message : 'unknown'}`,
          'look at the conditions it names',
        )
        break
      }
    }
  }
  return problems
}

/** Nobody who drew before, then one for each variant of each experiment that the rules belong to. */
function listDrawn({ rules }: RuleSet, { experiments }: Policy): readonly (readonly [string, Assignments])[] {
  const names = new Set(
    rules.flatMap(({ experiment }) => (experiment === undefined ? [] : [experiment.name])),
  )
  const assigned = [...names].flatMap((name) =>
    (experiments.get(name)?.variants ?? []).map(
      ({ name: variant }) =>
        [` for those who drew ${quote(variant)} of ${quote(name)}`, new Map([[name, variant]])] as const,
    ),
  )
  return [['', new Map()], ...assigned]
}

const sampleSubject = { user: 'sample-user', device: 'sample-device' }

const buildSample = (pick: (name: FactName) => FactValue): Facts =>
  // INVARIANT: every name of the catalogue is picked for, so the record is whole.
  Object.fromEntries(factNames.map((name) => [name, pick(name)])) as unknown as Facts

const sampleSituations: readonly (readonly [string, Facts])[] = [
  ['the situation of the examples', buildSample((name) => factCatalogue[name].example)],
  [
    'a situation where all is unknown that can be',
    buildSample((name) => ('unknowable' in factCatalogue[name] ? 'unknown' : factCatalogue[name].example)),
  ],
]

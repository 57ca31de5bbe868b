import type { Problem } from '../../contract/rule-files.ts'
import { purposes } from '../../contract/words.ts'
import { quote } from '../documents/quote.ts'
import { type FactName, type Facts, type FactValue, factCatalogue, factNames } from '../facts/catalogue.ts'
import { evaluateByReference } from './evaluate-by-reference.ts'
import type { Policy } from './policy.ts'

/**
 * Runs every rule set through json-rules-engine, the reference, over sample situations, and tells where it refuses
 * them or says otherwise than the compiled rules. The static check has found what it can before; this is the trial.
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
    for (const [sample, facts] of sampleSituations) {
      try {
        const { verdict } = await evaluateByReference(ruleSet, facts, sampleSubject, now)
        const compiled = ruleSet.evaluate(facts, sampleSubject, now)
        if (verdict.rule?.name !== compiled.rule?.name) {
          const names = [verdict.rule?.name ?? 'none', compiled.rule?.name ?? 'none'].map(quote)
          tell(
            `in ${sample}, json-rules-engine picks ${names[0]} and the compiled rules pick ${names[1]}`,
            'report this: it is a defect of keywise',
          )
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

import { expect } from 'vitest'
import type { Policy } from '../../src/core/index.ts'
import { noon } from '../../src/proof/arbitraries/history.ts'
import { laws } from '../../src/proof/laws/index.ts'
import type { Counterexample, LawResult, ProofReport } from '../../src/proof/proof-report.ts'
import { type ProofOptions, prove } from '../../src/proof/prove.ts'
import { countParts } from '../../src/proof/prune-login.ts'
import { examples } from '../arbitraries/signals.ts'

export const lawNamed = (name: string) => {
  const law = laws.find((one) => one.name === name)
  if (law === undefined) throw new Error(`there is no law ${name}`)
  return law
}

/** A proof of some laws, or of the rules a test asks for, with the fixtures of this repository. */
export const proofOf = (
  policy: Policy,
  names: readonly string[],
  options: Partial<ProofOptions> = {},
): Promise<ProofReport> =>
  prove(policy, {
    examples,
    now: noon,
    seed: 1,
    laws: names.map(lawNamed),
    isWanted: () => false,
    ...options,
  })

/** More than this nobody reads. */
const mostParts = 18

/** That the usual number of runs finds it, and that what is shown is small. */
export async function expectFound(policy: Policy, name: string): Promise<Counterexample> {
  const { laws: results, ok } = await proofOf(policy, [name])
  const [result] = results as readonly [LawResult]
  const { severity } = lawNamed(name)
  expect(result.status, name).toBe(severity === 'law' ? 'broken' : 'warned')
  expect(ok).toBe(severity === 'warning')
  if (result.counterexample === null) throw new Error('a finding comes with a login')
  const { login, what } = result.counterexample
  expect(what.length).toBeGreaterThan(10)
  expect(countParts(login), JSON.stringify(login)).toBeLessThanOrEqual(mostParts)
  return result.counterexample
}

import { fileURLToPath } from 'node:url'
import { buildBuiltInPolicy, type Policy, parseKnowledge } from '../core/index.ts'
import { loadRuleFolder } from './load-rule-folder.ts'

/** Where the rules that ship with the package lie, seen from here, built or not. */
const shippedRules = fileURLToPath(new URL('../../rules', import.meta.url))

/**
 * The minimal policy that stands in while no valid rules are loaded. It knows the platforms all the same: from the
 * knowledge that ships with the package. @throws when the installation itself is damaged
 */
export async function loadBuiltInPolicy(): Promise<Policy> {
  const { knowledge, problems } = parseKnowledge(await loadRuleFolder(shippedRules))
  if (knowledge === null) {
    throw new Error(`the shipped knowledge base is damaged: ${problems[0]?.file} ${problems[0]?.message}`)
  }
  return buildBuiltInPolicy(knowledge)
}

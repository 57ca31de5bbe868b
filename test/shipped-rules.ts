import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createPolicyParser, type Policy, type RuleFolder } from '../src/core/index.ts'

const dir = fileURLToPath(new URL('../rules', import.meta.url))

/** The rule files of this repository, as the service would load them. */
export function readShippedRules(): RuleFolder {
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json') && !file.startsWith('schema'))
    .sort()
  return new Map(files.map((file) => [file, readFileSync(join(dir, file), 'utf8')]))
}

/**
 * A `parsePolicy` for tests of what rules do: the knowledge, which few of them change, is read once for all of them, and what
 * was worked out about a client is kept.
 */
export const parseAgain = createPolicyParser()

let policy: Policy | undefined

/** The policy of this repository, parsed once. */
export function shippedPolicy(): Policy {
  if (policy === undefined) {
    const parsed = parseAgain(readShippedRules())
    if (parsed.policy === null) throw new Error(JSON.stringify(parsed.problems, null, 2))
    policy = parsed.policy
  }
  return policy
}

import { fileURLToPath } from 'node:url'
import type { Problem } from '../contract/rule-files.ts'
import { type Policy, parsePolicy } from '../core/index.ts'
import { loadRuleFolder } from './load-rule-folder.ts'

/** The rules that ship with the package, seen from here, built or not. */
const shippedRules = fileURLToPath(new URL('../../rules', import.meta.url))

/**
 * Loads and checks a rules folder; without one, the rules that ship. `policy` is null where any file has an error;
 * `problems` tells every error and warning with file, JSON pointer and help.
 *
 * @throws the file system's own error when the folder cannot be read
 */
export async function loadPolicy(
  dir: string = shippedRules,
): Promise<{ readonly policy: Policy | null; readonly problems: readonly Problem[] }> {
  return parsePolicy(await loadRuleFolder(dir), Date.now())
}

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type CheckedPolicy, checkPolicy, type Policy, parsePolicy, type RuleFolder } from '../core/index.ts'
import { loadRuleFolder } from '../files/load-rule-folder.ts'
import { type Terminal, UsageError } from './command.ts'
import { renderProblems } from './render-problems.ts'

/** The rules to work on: named, or `./rules`, or the ones that ship with the package. */
export function findRulesDir(named: string | undefined, env: Terminal['env']): string {
  const wanted = named ?? env.KEYWISE_RULES_DIR
  if (wanted !== undefined && wanted !== '') return wanted
  return existsSync('./rules') ? './rules' : shippedDir('rules')
}

export const shippedDir = (name: 'rules' | 'fixtures'): string =>
  fileURLToPath(new URL(`../../${name}`, import.meta.url))

/** @throws UsageError where there is no such folder */
export function checkThere(dir: string): void {
  if (!existsSync(dir)) throw new UsageError(`there is no rules folder at \`${dir}\``)
}

/** Loads and checks a rules folder. @throws UsageError where there is none */
export async function checkFolder(dir: string): Promise<CheckedPolicy> {
  checkThere(dir)
  return checkPolicy(await loadRuleFolder(dir), Date.now())
}

/** Loads a rules folder; prints every problem and gives null when it cannot be used. */
export async function loadPolicy(dir: string, terminal: Terminal): Promise<Policy | null> {
  return (await loadRules(dir, terminal))?.policy ?? null
}

/** Rules, and the files they were read from: for those who show what a file says. */
export interface LoadedRules {
  readonly policy: Policy
  readonly folder: RuleFolder
}

/** Like `loadPolicy`, with the files. @throws UsageError where there is no such folder */
export async function loadRules(dir: string, terminal: Terminal): Promise<LoadedRules | null> {
  checkThere(dir)
  return parseRules(await loadRuleFolder(dir), `the rules in \`${dir}\``, terminal, dir)
}

/** Parses rule files; prints every problem, with the name of the whole, and gives null when they cannot be used. */
export function parseRules(
  folder: RuleFolder,
  name: string,
  terminal: Terminal,
  dir?: string,
): LoadedRules | null {
  const { policy, problems } = parsePolicy(folder, Date.now())
  if (policy !== null) return { policy, folder }
  terminal.err(renderProblems(problems, terminal.paintError, dir))
  terminal.err(`${name} cannot be used\n`)
  return null
}

/** `1 error`, `2 errors`. */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`

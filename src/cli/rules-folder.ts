import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Problem } from '../contract/rule-files.ts'
import { type Policy, parsePolicy } from '../core/index.ts'
import { loadRuleFolder } from '../files/load-rule-folder.ts'
import { type Paint, type Terminal, UsageError } from './command.ts'

/** The rules to work on: named, or `./rules`, or the ones that ship with the package. */
export function findRulesDir(named: string | undefined, env: Terminal['env']): string {
  const wanted = named ?? env.KEYWISE_RULES_DIR
  if (wanted !== undefined && wanted !== '') return wanted
  return existsSync('./rules') ? './rules' : shippedDir('rules')
}

export const shippedDir = (name: 'rules' | 'fixtures'): string =>
  fileURLToPath(new URL(`../../${name}`, import.meta.url))

/** Loads and checks a rules folder. @throws UsageError where there is none */
export async function checkFolder(dir: string): Promise<ReturnType<typeof parsePolicy>> {
  if (!existsSync(dir)) throw new UsageError(`there is no rules folder at \`${dir}\``)
  return parsePolicy(await loadRuleFolder(dir), Date.now())
}

/** Loads a rules folder; prints every problem and gives null when it cannot be used. */
export async function loadPolicy(dir: string, terminal: Terminal): Promise<Policy | null> {
  const { policy, problems } = await checkFolder(dir)
  if (policy === null) {
    terminal.err(renderProblems(problems, terminal.paintError))
    terminal.err(`the rules in \`${dir}\` cannot be used\n`)
  }
  return policy
}

export function renderProblems(problems: readonly Problem[], paint: Paint): string {
  return problems
    .map(({ severity, kind, file, pointer, message, help }) => {
      const label = severity === 'error' ? paint('red', 'error') : paint('yellow', 'warning')
      const where = pointer === '' ? file : `${file} ${pointer}`
      return `${label} ${paint('bold', where)}\n  ${message} (${kind})\n${help ? `  help: ${help}\n` : ''}`
    })
    .join('')
}

/** `1 error`, `2 errors`. */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`

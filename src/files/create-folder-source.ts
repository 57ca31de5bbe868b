import { setTimeout as sleep } from 'node:timers/promises'
import { loadRuleFolder } from './load-rule-folder.ts'
import type { RuleSource } from './rule-source.ts'
import { watchRuleFolder } from './watch-rule-folder.ts'

/**
 * A file that vanishes may be half of "delete, then write anew". A shorter folder is believed only when a second
 * look after this pause finds the same.
 */
const vanishedPauseMs = 250

/** The rules of a folder on disk. */
export function createFolderSource(dir: string): RuleSource {
  return {
    async read(known) {
      const folder = await loadRuleFolder(dir)
      if (known.every((path) => folder.has(path))) return folder
      await sleep(vanishedPauseMs)
      return loadRuleFolder(dir)
    },
    watch: (changed) => watchRuleFolder(dir, changed),
    describeFailure(error) {
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
      return {
        severity: 'error',
        kind: 'unreadable-folder',
        file: '.',
        pointer: '',
        message: missing ? `no rule folder at \`${dir}\`` : `cannot read \`${dir}\`: ${messageOf(error)}`,
        help: 'set KEYWISE_RULES_DIR to the folder that holds authentication.rules.json',
      }
    },
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

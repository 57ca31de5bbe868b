/** Publishes one set of rules after the other into a folder, and says each that is done, until it is killed. */
import { readFile } from 'node:fs/promises'
import { type RuleFolder, revisionOf } from '../../src/core/index.ts'
import { installRules } from '../../src/files/install-rules.ts'
import { loadRuleFolder } from '../../src/files/load-rule-folder.ts'

const [, , dir = '', sets = ''] = process.argv
const folders = (JSON.parse(await readFile(sets, 'utf8')) as Record<string, string>[]).map(
  (files): RuleFolder => new Map(Object.entries(files)),
)
const lying = revisionOf(await loadRuleFolder(dir))
let current = folders.findIndex((folder) => revisionOf(folder) === lying)
process.stdout.write(`found ${current}\n`)
for (;;) {
  const next = (current + 1) % folders.length
  const [base, folder] = [folders[current], folders[next]]
  if (base === undefined || folder === undefined) throw new Error('the folder is none of the sets')
  const installed = await installRules(dir, folder, revisionOf(base))
  process.stdout.write(`${installed.kind} ${next}\n`)
  current = next
}

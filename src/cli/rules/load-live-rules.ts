import type { RuleFolder } from '../../core/index.ts'
import { loadRuleFolder } from '../../files/load-rule-folder.ts'
import type { Config } from '../../http/config.ts'
import { openRuleRecords } from '../../store/load-rules.ts'
import { checkDatabase } from '../check-database.ts'
import { UsageError } from '../command.ts'
import { checkThere } from '../rules-folder.ts'

/** The files of the rules in force, and what to call them. */
export interface LiveRules {
  readonly folder: RuleFolder
  /** Such as: the rules in `./rules`. */
  readonly name: string
  /** Where they were read; undefined: in the database. */
  readonly dir: string | undefined
}

/**
 * The rules in force: those of the folder that the service reads, or those that were published last.
 * `isNamed`: a folder was named by a flag, which wins.
 * @throws UsageError where there are none
 */
export async function loadLiveRules(config: Config, isNamed = false): Promise<LiveRules> {
  const { rulesDir: dir, databaseFile } = config
  if (config.rulesSource === 'directory' || isNamed) {
    checkThere(dir)
    return { folder: await loadRuleFolder(dir), name: `the rules in \`${dir}\``, dir }
  }
  checkDatabase(databaseFile)
  const records = openRuleRecords(databaseFile)
  try {
    const last = await records.loadLastPublication()
    const found = last && (await records.loadRevision(last.revision))
    if (found === null) throw new UsageError('no live rules are on record; see `keywise revert --list`')
    return { folder: found.folder, name: 'the rules in force', dir: undefined }
  } finally {
    records.close()
  }
}

import { existsSync } from 'node:fs'
import { countPendingMigrations } from '../../store/count-pending-migrations.ts'
import { UsageError } from '../command.ts'

/** Looking at what is on record makes and changes nothing. @throws UsageError where there is nothing to look at */
export function checkDatabase(file: string): void {
  if (!existsSync(file))
    throw new UsageError(`there is no database at \`${file}\`; name its folder by --data-dir`)
  if (countPendingMigrations(file) > 0)
    throw new UsageError(`\`${file}\` is of an older version; bring it up to date with \`keywise migrate\``)
}

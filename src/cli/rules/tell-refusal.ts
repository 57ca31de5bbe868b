import type { Published, PublishResult, RevertResult } from '../../publishing/create-rule-publisher.ts'
import { exceptFixtures } from '../../publishing/guard-publication.ts'
import { type ExitCode, type Terminal, UsageError } from '../command.ts'
import { renderProblems } from '../render-problems.ts'
import { count } from '../rules-folder.ts'
import { renderChanges } from './render-published.ts'

type Refusal = Exclude<PublishResult | RevertResult, Published>

/** So many exceptions are named one by one; a command line with more is not read by anybody. */
const mostExceptions = 10

/** What to type where it is meant that these fixtures break. */
function tellWayAround(ids: readonly string[], neverBreak: readonly string[]): string {
  if (ids.length > mostExceptions)
    return 'Where that is meant, say which need not hold (`default,-story-c-*`), or switch the guard off: --never-break none'
  return `Where that is meant: --never-break ${exceptFixtures(neverBreak, ids).join(',')}`
}

/**
 * Says why nothing was put in force. `neverBreak` is what the rules were held to.
 *
 * @throws UsageError where something was named that there is not
 */
export function tellRefusal(
  refusal: Refusal,
  terminal: Terminal,
  neverBreak: readonly string[] = [],
): ExitCode {
  const { err, paintError } = terminal
  switch (refusal.kind) {
    case 'invalid':
      err(renderProblems(refusal.problems, paintError))
      err('these rules cannot be used; nothing was changed\n')
      return 3
    case 'conflict':
      err(
        `another set of rules came between: ${refusal.current ?? 'none'} is in force. Nothing was changed; see: keywise diff live DIR\n`,
      )
      return 1
    case 'unknown-fixtures':
      throw new UsageError(refusal.complaints.map((complaint) => `--never-break: ${complaint}`).join('\n'))
    case 'unknown-revision':
      throw new UsageError(
        refusal.revision === null
          ? 'there is nothing to go back to: no other rules are on record'
          : `no revision \`${refusal.revision}\` is on record, or its files are kept no longer; see \`keywise revert --list\``,
      )
    case 'refused': {
      const { why, report } = refusal
      const { broken, changed, changedDecisions, compared, mostChanged } = report
      if (why === 'broken') {
        err(renderChanges(broken))
        const ids = [...new Set(broken.map(({ id }) => id))]
        err(
          `${paintError('red', 'refused')}: ${count(ids.length, 'fixture')} that must never break would. Nothing was changed.\n` +
            `${tellWayAround(ids, neverBreak)}\n`,
        )
        return 4
      }
      err(renderChanges(changed))
      err(
        `${paintError('red', 'refused')}: ${changedDecisions} of ${compared} decisions change, ${mostChanged} are allowed. Nothing was changed.\n`,
      )
      return 5
    }
  }
}

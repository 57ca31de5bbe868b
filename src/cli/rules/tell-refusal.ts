import type { Published, PublishResult, RevertResult } from '../../publishing/create-rule-publisher.ts'
import { type ExitCode, type Terminal, UsageError } from '../command.ts'
import { renderProblems } from '../render-problems.ts'
import { renderChanges } from './render-published.ts'

type Refusal = Exclude<PublishResult | RevertResult, Published>

/** Says why nothing was put in force. @throws UsageError where something was named that there is not */
export function tellRefusal(refusal: Refusal, terminal: Terminal): ExitCode {
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
          : `no revision \`${refusal.revision}\` is on record; see \`keywise revert --list\``,
      )
    case 'refused': {
      const { why, report } = refusal
      const { broken, changed, changedDecisions, compared, mostChanged } = report
      if (why === 'broken') {
        err(renderChanges(broken))
        err(
          `${paintError('red', 'refused')}: ${broken.length} fixtures that must never break would. Nothing was changed.\n` +
            'Where that is meant, say which are to hold with --never-break IDS, or --never-break none.\n',
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

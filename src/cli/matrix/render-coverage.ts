import type { MatrixCoverage } from '../../contract/matrix.ts'
import type { Policy, RuleFolder } from '../../core/index.ts'
import { indexStatements } from '../../matrix/index-statements.ts'
import type { Paint } from '../command.ts'

/** `rules 31/33, statements 340/352, reasons 35/36`: hit by these fixtures, of all there are. */
export function tellCoverage({ rules, statements, reasons }: MatrixCoverage): string {
  const parts = Object.entries({ rules, statements, reasons })
  return `${parts.map(([name, { hit, total }]) => `${name} ${hit}/${total}`).join(', ')}\n`
}

/** Every rule, statement and reason that none of these fixtures hits; statements with what they say and their source. */
export function renderCoverage(
  coverage: MatrixCoverage,
  policy: Policy,
  folder: RuleFolder,
  paint: Paint,
): string {
  const read = indexStatements(folder)
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [paint('bold', title), ...lines, '']
  return [
    ...section(
      'rules that no fixture hits',
      coverage.rules.missed.map((rule) => `  ${rule}`),
    ),
    ...section(
      'statements that no fixture rests on',
      coverage.statements.missed.flatMap((ref) => {
        const { source, certainty } = policy.knowledge.statementsByRef.get(ref) ?? {}
        return [`  ${ref}`, `    ${read(ref)?.says ?? ''}`, paint('dim', `    ${certainty}; ${source}`)]
      }),
    ),
    ...section(
      'reasons that no fixture expects',
      coverage.reasons.missed.map((reason) => `  ${reason}`),
    ),
  ].join('\n')
}

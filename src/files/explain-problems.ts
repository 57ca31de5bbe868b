import type { Problem } from '../contract/rule-files.ts'

/** Problems as lines for people: file, pointer, message, and what would help. */
export function explainProblems(problems: readonly Problem[]): string {
  return problems
    .map(({ severity, file, pointer, message, help }) => {
      const place = pointer === '' ? file : `${file}${pointer.startsWith('#') ? '' : '#'}${pointer}`
      return `${severity}: ${place}\n  ${message}${help === undefined ? '' : `\n  help: ${help}`}`
    })
    .join('\n')
}

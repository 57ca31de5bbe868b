import type { ProblemKind } from '../../contract/problem-kinds.ts'
import type { Problem } from '../../contract/rule-files.ts'
import { locatePointers } from './locate-pointers.ts'

/** Kinds that are about a key and not about what stands behind it. */
const kindsAboutKeys: ReadonlySet<ProblemKind> = new Set<ProblemKind>([
  'unknown-key',
  'duplicate-key',
  'unused-param',
  'path-not-allowed',
])

/** Problems with line and column, where the file is one of the folder's. Each file is walked once. */
export function locateProblems(
  problems: readonly Problem[],
  folder: ReadonlyMap<string, string>,
): readonly Problem[] {
  const located = [...problems]
  const byFile = new Map<string, number[]>()
  problems.forEach(({ file, line }, index) => {
    if (line !== undefined) return
    const list = byFile.get(file) ?? []
    list.push(index)
    byFile.set(file, list)
  })
  for (const [file, indexes] of byFile) {
    const text = folder.get(file)
    if (text === undefined) continue
    const positions = locatePointers(
      text,
      indexes.map((index) => {
        const { pointer, kind } = problems[index] as Problem
        return { pointer, part: kindsAboutKeys.has(kind) ? 'key' : 'value' } as const
      }),
    )
    indexes.forEach((index, place) => {
      located[index] = { ...(problems[index] as Problem), ...positions[place] }
    })
  }
  return located
}

import type { Ground } from '../core/index.ts'
import type { indexStatements } from './index-statements.ts'
import type { FixtureResult } from './run-fixture.ts'

type ReadStatement = ReturnType<typeof indexStatements>

interface Statements {
  readonly from: ReadStatement
  readonly to: ReadStatement
}

/**
 * What is likely behind a change: the statements that this fixture rests on under one set of rules only, and where
 * there are none, the rule that decides now. A statement that has only moved in its file is the same.
 */
export function explainChange(from: FixtureResult, to: FixtureResult, statements: Statements): string[] {
  const before = indexGrounds(from.grounds, statements.from)
  const after = indexGrounds(to.grounds, statements.to)
  const gone = [...before].filter(([key]) => !after.has(key)).map(([, ground]) => ground)
  const come = [...after].filter(([key]) => !before.has(key)).map(([, ground]) => ground)
  const features = [...new Set([...gone, ...come].map(({ what }) => what))]
  // One statement may settle several features: it is one cause.
  const causes = features.map((feature) => {
    const refsOf = (grounds: readonly Ground[]) =>
      grounds.filter(({ what }) => what === feature).map(({ ref }) => ref)
    return tellStatements(refsOf(gone), refsOf(come), statements)
  })
  if (causes.length > 0) return [...new Set(causes)]
  const [now, earlier] = [to.decision.rule?.name ?? 'no rule', from.decision.rule?.name ?? 'no rule']
  if (now !== earlier) return [`rule ${now}; before: ${earlier}`]
  return ['the same statements and the same rule: look at settings, switches and what the rule asks for']
}

/** Grounds by what they settle and what the statement says. */
const indexGrounds = (grounds: readonly Ground[], read: ReadStatement): ReadonlyMap<string, Ground> =>
  new Map(grounds.map((ground) => [`${ground.what} ${read(ground.ref)?.content ?? ground.ref}`, ground]))

function tellStatements(gone: readonly string[], come: readonly string[], { from, to }: Statements): string {
  const says = (ref: string, read: ReadStatement) => shorten(read(ref)?.says ?? 'nothing')
  const [earlier, now] = [gone[0], come[0]]
  if (gone.length === 1 && come.length === 1 && earlier !== undefined && earlier === now) {
    return `${now} says ${says(now, to)}; before: ${says(earlier, from)}`
  }
  const list = (refs: readonly string[], read: ReadStatement) =>
    refs.map((ref) => `${ref} (${says(ref, read)})`).join(' and ') || 'no statement'
  return `${list(come, to)}; before: ${list(gone, from)}`
}

const longestStatement = 160

const shorten = (text: string): string =>
  text.length > longestStatement ? `${text.slice(0, longestStatement)}...` : text

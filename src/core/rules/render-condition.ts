import type { Condition, FactCondition } from '../../contract/rule-files.ts'
import type { Audiences } from './policy.ts'
import { renderComparison, renderSubject } from './render-comparison.ts'
import { renderValue } from './render-value.ts'

/**
 * A condition tree in words. Every group inside another stands in brackets and begins with its own word, so that
 * "and" and "or" can be read in one way only. An audience is told by name, and what it is at its first mention.
 */
export function renderCondition(condition: Condition, audiences: Audiences): string {
  return tell(simplify(condition, false), { audiences, told: new Set() }, false)
}

type Clause =
  | { readonly kind: 'fact'; readonly leaf: FactCondition; readonly negated: boolean }
  | { readonly kind: 'audience'; readonly name: string; readonly negated: boolean }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Clause[]; readonly negated: boolean }

interface Telling {
  readonly audiences: Audiences
  /** Audiences that were told already, in this sentence. */
  readonly told: Set<string>
}

/** Brackets that mean nothing are left out: groups of one, groups in groups of their kind, `not` in `not`. */
function simplify(condition: Condition, negated: boolean): Clause {
  if ('not' in condition) return simplify(condition.not, !negated)
  if ('condition' in condition) return { kind: 'audience', name: condition.condition, negated }
  if ('fact' in condition) return { kind: 'fact', leaf: condition, negated }
  const [kind, list] =
    'all' in condition ? (['all', condition.all] as const) : (['any', condition.any] as const)
  const [only] = list
  if (only !== undefined && list.length === 1) return simplify(only, negated)
  const parts = list
    .map((part) => simplify(part, false))
    .flatMap((part) => (part.kind === kind && !part.negated ? part.parts : [part]))
  return { kind, parts, negated }
}

function tell(clause: Clause, telling: Telling, inside: boolean): string {
  switch (clause.kind) {
    case 'fact':
      return renderComparison(clause.leaf, clause.negated)
    case 'audience':
      return `the login is ${clause.negated ? 'not ' : ''}among ${tellAudience(clause.name, telling)}`
    default: {
      const parts = tellParts(clause.parts, clause.kind, telling)
      const text =
        parts.length === 0
          ? clause.kind === 'all'
            ? 'nothing is asked'
            : 'never'
          : clause.kind === 'all'
            ? parts.join(', and ')
            : `either ${parts.join(', or ')}`
      if (clause.negated) return `it is not so that (${text})`
      return inside ? `(${text})` : text
    }
  }
}

/** What is said of one thing twice in a row is said shorter the second time. */
function tellParts(clauses: readonly Clause[], kind: 'all' | 'any', telling: Telling): readonly string[] {
  const parts: string[] = []
  clauses.forEach((clause, index) => {
    const text = tell(clause, telling, true)
    const before = clauses[index - 1]
    if (clause.kind === 'fact' && before?.kind === 'fact' && isSameThing(clause.leaf, before.leaf)) {
      if (kind === 'any' && saysUnknown(clause) && !before.negated) {
        parts.push('nobody knows')
        return
      }
      const subject = renderSubject(clause.leaf)
      if (kind === 'all' && subject !== null && text.startsWith(`${subject} `) && parts.length > 0) {
        const last = parts.pop() ?? ''
        if (last.startsWith(`${subject} `)) parts.push(`${last} and${text.slice(subject.length)}`)
        else parts.push(last, text)
        return
      }
    }
    parts.push(text)
  })
  return parts
}

const isSameThing = (one: FactCondition, other: FactCondition): boolean =>
  one.fact === other.fact && one.path === other.path

const saysUnknown = ({ leaf, negated }: Extract<Clause, { kind: 'fact' }>): boolean =>
  leaf.operator === 'isUnknown' && leaf.value === !negated

/** Told once, so that audiences which name each other grow no longer than they are, and end. */
function tellAudience(name: string, telling: Telling): string {
  const called = renderValue(name.replaceAll('-', ' '))
  if (telling.told.has(name)) return called
  telling.told.add(name)
  const condition = telling.audiences.get(name)
  return `${called} (${condition === undefined ? 'no such audience' : tell(simplify(condition, false), telling, false)})`
}

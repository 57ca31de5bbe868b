import { describe, expect, it } from 'vitest'
import { renderProblems } from '../../src/cli/render-problems.ts'
import type { Problem } from '../../src/contract/rule-files.ts'

const plain = (_style: string, text: string) => text
const shadowed = (line: number, more: Partial<Problem> = {}): Problem => ({
  severity: 'warning',
  kind: 'shadowed-rule',
  file: 'authentication.rules.json',
  pointer: `/rules/${line}/conditions`,
  message: 'never reached: `x` comes first and holds always',
  help: 'give `x` `conditions`',
  line,
  column: 5,
  ...more,
})

describe('problems for people', () => {
  it('that one mistake causes in many places are told once, with the lines of the others', () => {
    const many = Array.from({ length: 8 }, (_, index) => shadowed(10 + index))
    expect(renderProblems(many, plain)).toBe(
      'warning authentication.rules.json:10:5 /rules/10/conditions\n' +
        '  never reached: `x` comes first and holds always (shadowed-rule)\n' +
        '  help: give `x` `conditions`\n' +
        '  the same in 7 more places: lines 11, 12, 13, 14, 15...\n',
    )
    expect(renderProblems(many.slice(0, 2), plain)).toContain('  the same in another place: line 11\n')
  })

  it('that differ in anything but their place stay apart', () => {
    const others: readonly Partial<Problem>[] = [
      { severity: 'error' },
      { kind: 'never-matches' },
      { file: 'step-up.rules.json' },
      { message: 'never reached: `y` comes first and holds always' },
      { help: 'give `y` `conditions`' },
    ]
    for (const more of others) {
      const text = renderProblems([shadowed(1), shadowed(2, more)], plain)
      expect(text).not.toContain('the same')
      expect(text.match(/^(?:error|warning) /gm)).toHaveLength(2)
    }
  })
})

import { describe, expect, it } from 'vitest'
import { renderDraws } from '../../src/cli/render-draw.ts'
import type { RuleTrace } from '../../src/core/index.ts'

const drawn = (rollout: Partial<NonNullable<RuleTrace['rollout']>>): string[] => {
  const trace: RuleTrace = {
    name: 'not-yet',
    file: 'authentication.rules.json',
    state: 'matched',
    conditions: null,
    rollout: { percent: 95, bucket: 33032, isIn: true, next: null, cap: null, ...rollout },
  }
  return renderDraws(trace)
}

describe('a rollout that is explained', () => {
  // A rule that shuts people out has those "in" who are out: only "for whom the rule is" can be read in one way.
  it('says for how many the rule is, and whether for this login', () => {
    expect(drawn({})).toEqual([
      'rollout: this rule is for 95 % now; this one is among them (drew 33032 of 100,000, and the rule is for those below 95000)',
    ])
    expect(drawn({ percent: 5, isIn: false, next: { at: '2026-12-08T08:00:00Z', percent: 25 } })).toEqual([
      'rollout: this rule is for 5 % now, 25 % from 2026-12-08 08:00:00Z on; this one is not among them (drew 33032 of 100,000, and the rule is for those below 5000)',
    ])
    expect(drawn({ bucket: null, isIn: false })).toEqual([
      'rollout: this rule is for 95 % now; nobody to draw over, so not for this login',
    ])
  })
})

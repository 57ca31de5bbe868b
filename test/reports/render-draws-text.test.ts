import { expect, it } from 'vitest'
import type { RolloutView } from '../../src/contract/draws.ts'
import { renderRolloutsText } from '../../src/reports/render-draws-text.ts'

const nobody = { people: 0, rate: null, interval: null }
const rollout: RolloutView = {
  rule: 'phone-first',
  file: 'authentication.rules.json',
  purpose: 'authentication',
  percent: 5,
  planned: 5,
  next: null,
  kpi: 'dead-ends',
  guard: { kpi: 'dead-ends', tolerance: 0.02, minLogins: 200, onFall: 'hold' },
  compared: null,
  in: nobody,
  out: nobody,
  difference: null,
  verdict: 'too-few',
  says: 'nobody yet',
  hold: null,
}
const render = (guard: RolloutView['guard']) =>
  renderRolloutsText(
    { revision: 'r1', rollouts: [{ ...rollout, kpi: guard?.kpi ?? rollout.kpi, guard }] },
    (_emphasis, text) => text,
  )

it('says in words what a guard watches, whichever way the figure gets worse', () => {
  expect(render(rollout.guard)).toContain(
    '  guard: held at its share where the share of logins with a dead end gets worse by more than 2.0 points\n',
  )
  expect(render({ kpi: 'completed', tolerance: 0.015, minLogins: 200, onFall: 'roll-back' })).toContain(
    '  guard: taken back to nobody where the share of offers that end in a login gets worse by more than 1.5 points\n',
  )
  expect(render(null)).toContain('  no guard\n')
})

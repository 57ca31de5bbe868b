import { describe, expect, it } from 'vitest'
import { renderTable } from '../../src/cli/matrix/render-table.ts'
import { runSuite } from '../../src/matrix/run-suite.ts'
import { makeFixture, makeSuite, shippedPolicy } from '../matrix/small-suite.ts'

describe('the table of a run', () => {
  it('keeps its columns apart, however many fixtures fail', async () => {
    const { results } = await runSuite(makeSuite([makeFixture({ id: 'f-1' })]), shippedPolicy)
    const [one] = results
    if (one === undefined) throw new Error('no result')
    const failing = Array.from({ length: 12_345 }, () => ({ ...one, status: 'failing' as const }))
    const [head = '', ...rows] = renderTable(failing, (_style, text) => text)
      .trimEnd()
      .split('\n')
    expect(head).toMatch(/^fixtures +linux +all$/)
    for (const row of rows) {
      expect(row).toMatch(/^\w+ +12345 !12345 +12345 !12345$/)
      expect(row).toHaveLength(head.length)
    }
  })
})

import { describe, expect, it } from 'vitest'
import { listLikelyCauses } from '../../src/matrix/list-likely-causes.ts'
import { runSuite } from '../../src/matrix/run-suite.ts'
import { makeFixture, makeSuite, parseRules, plantError, shippedRules } from './small-suite.ts'

const planted = parseRules(plantError(shippedRules))
const run = async (fixtures: readonly Parameters<typeof makeFixture>[0][], gaps: readonly string[] = []) =>
  (
    await runSuite(
      makeSuite(
        fixtures.map((changes, index) => makeFixture({ id: `f-${index}`, ...changes })),
        { knownGaps: new Map(gaps.map((id) => [id, 'not repaired yet'])) },
      ),
      planted,
    )
  ).results

const hybrid = { expect: { support: { hybridClient: false } } } as const
const webauthn = { expect: { support: { webauthn: false } } } as const
const both = { expect: { support: { webauthn: false, hybridClient: false } } } as const
/** Rests on the same statement about WebAuthn as Firefox does, and on none about Firefox alone. */
const chrome = {
  signals: {
    userAgent:
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36',
  },
  expect: { support: { webauthn: true } },
} as const

const featuresOf = async (...args: Parameters<typeof run>) => {
  const results = await run(...args)
  const { support } = results[0] ?? {}
  const names = new Map(
    (['webauthn', 'hybridClient'] as const).map((feature) => [support?.[feature].ref ?? '', feature]),
  )
  return listLikelyCauses(results).map(({ what, fixtures }) => [names.get(what), fixtures])
}

describe('the likely causes of a failing run', () => {
  it('are the statements that most failing fixtures rest on where they differ', async () => {
    expect(await featuresOf([both, hybrid, chrome])).toEqual([
      ['hybridClient', 2],
      ['webauthn', 1],
    ])
    expect(await featuresOf([both, webauthn, chrome])).toEqual([
      ['webauthn', 2],
      ['hybridClient', 1],
    ])
  })

  it('begin with the one that fewer passing fixtures confirm', async () => {
    expect(await featuresOf([both, chrome])).toEqual([
      ['hybridClient', 1],
      ['webauthn', 1],
    ])
  })

  it('leave out what is known to fail', async () => {
    expect(await featuresOf([both, chrome], ['f-0'])).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import type { Expectation } from '../../src/contract/fixture-files.ts'
import { runSuite } from '../../src/matrix/run-suite.ts'
import { makeFixture, makeSuite, shippedPolicy } from './small-suite.ts'

const mismatchesOf = async (reach: Expectation['reach'] = {}, signals?: { userAgent: string }) => {
  const fixture = makeFixture({ expect: { reach }, ...(signals && { signals }) })
  const { results } = await runSuite(makeSuite([fixture]), shippedPolicy)
  return results[0]?.mismatches
}

describe('a fixture that says whose passkeys can be used', () => {
  it('passes where the knowledge says so', async () => {
    expect(await mismatchesOf({ bitwarden: 'conditional', 'windows-hello': 'no' })).toEqual([])
  })

  it('fails where it says otherwise, and names the one statement', async () => {
    const mismatches = await mismatchesOf({ bitwarden: 'conditional', 'windows-hello': 'conditional' })
    const at = [...shippedPolicy.knowledge.providers.keys()].indexOf('windows-hello')
    expect(mismatches).toEqual([
      {
        what: 'reach.windows-hello',
        expected: 'conditional',
        actual: 'no',
        grounds: [
          {
            what: 'reach.windows-hello',
            value: 'windows-hello: no',
            ref: expect.stringMatching(`^rules/knowledge/providers\\.json#/providers/${at}/reach/\\d+$`),
          },
        ],
      },
    ])
  })

  it('names what rules WebAuthn out where a client has none', async () => {
    const ie = 'Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko'
    const [mismatch] = (await mismatchesOf({ bitwarden: 'yes' }, { userAgent: ie })) ?? []
    expect(mismatch?.actual).toBe('no')
    expect(mismatch?.grounds.map(({ ref }) => ref.includes('platforms/containers.json'))).toEqual([true])
  })

  it('fails for a provider that nobody knows, with the nearest one', async () => {
    expect(await mismatchesOf({ 'bit-warden': 'conditional' })).toMatchObject([
      {
        what: 'reach.bit-warden',
        actual: 'no provider is called bit-warden; did you mean bitwarden?',
        grounds: [],
      },
    ])
  })
})

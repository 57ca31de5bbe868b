import { describe, expect, it } from 'vitest'
import { checkByReference } from '../../../src/core/index.ts'
import { shippedPolicy } from '../../shipped-rules.ts'

const now = Date.parse('2026-11-21T09:00:00.000Z')

describe('the shipped rules', () => {
  it('mean the same to json-rules-engine and to the compiled rules', async () => {
    expect(await checkByReference(shippedPolicy(), now)).toEqual([])
  })
})

describe('rules that the two evaluators read differently', () => {
  it('are told with the file and both answers', async () => {
    const policy = shippedPolicy()
    const { authentication } = policy.ruleSets
    const twisted = {
      ...policy,
      ruleSets: {
        ...policy.ruleSets,
        authentication: {
          ...authentication,
          evaluate: () => ({ rule: null, rolledOut: false, errors: [], exposures: [] }),
        },
      },
    }
    expect(await checkByReference(twisted, now)).toMatchObject([
      { kind: 'reference-disagrees', file: 'authentication.rules.json', severity: 'error' },
      { kind: 'reference-disagrees', file: 'authentication.rules.json', severity: 'error' },
    ])
  })
})

describe('rules that json-rules-engine refuses', () => {
  it('are told with its words', async () => {
    const policy = shippedPolicy()
    const { authentication } = policy.ruleSets
    const refused = {
      ...policy,
      ruleSets: {
        ...policy.ruleSets,
        authentication: {
          ...authentication,
          rules: [
            { name: 'bad', conditions: { condition: 'nowhere' }, event: authentication.rules[0]?.event },
          ],
        },
      },
    } as unknown as typeof policy
    const [problem] = await checkByReference(refused, now)
    expect(problem?.message).toContain('nowhere')
  })
})

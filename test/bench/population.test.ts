import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { DecisionRequest } from '../../src/contract/decision.ts'
import { pseudonymOf } from '../../src/store/pseudonym.ts'
import { createSqliteStore } from '../../src/store/sqlite-store.ts'
import { drawRequests, loadPopulation } from './population.ts'
import { benchSiteKey, seedDatabase } from './seed-database.ts'

const population = await loadPopulation()

describe('the population of the bench', () => {
  it('has 10,000 different user agents', () => {
    expect(new Set(population.clients.map(({ signals }) => signals.userAgent)).size).toBe(10_000)
  })

  it('sends the same requests each time, which the contract allows', () => {
    const wanted = { users: 1000, draw: 'zipf', count: 500 } as const
    const requests = drawRequests(population, wanted)
    expect(requests).toEqual(drawRequests(population, wanted))
    expect(requests.filter((request) => !Value.Check(DecisionRequest, request))).toEqual([])
  })

  it('asks each user once where nobody is to be found in memory', () => {
    const requests = drawRequests(population, { users: 1000, draw: 'uniform', count: 1000 })
    expect(new Set(requests.map(({ user }) => user?.id)).size).toBe(1000)
  })
})

describe('a seeded database', () => {
  it('is read by the store as the users of the population', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'keywise-bench-test-')), 'keywise.sqlite')
    seedDatabase(file, population, 50, Date.now())
    const store = createSqliteStore({ file, siteKey: benchSiteKey })
    for (let index = 0; index < 50; index++) {
      const user = population.userAt(index)
      const history = await store.loadHistory(pseudonymOf(benchSiteKey, user.id))
      const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id).sort()
      expect(ids(history.credentials)).toEqual(ids(user.passkeys))
      expect(ids(history.devices)).toEqual(ids(user.devices))
      expect(history.attributes).toEqual(user.attributes)
      const used = user.passkeys.filter(({ successes, failures }) => successes + failures > 0)
      expect(history.sightings.map(({ successes }) => successes).sort()).toEqual(
        used.map(({ successes }) => successes).sort(),
      )
      expect(await store.loadDeviceUserCount(history.devices[0]?.id ?? ('' as never))).toBe(1)
    }
    await store.close()
  })
})

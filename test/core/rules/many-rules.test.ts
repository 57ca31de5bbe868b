import { describe, expect, it } from 'vitest'
import { checkByReference } from '../../../src/core/rules/check-by-reference.ts'
import { parsePolicy } from '../../../src/core/rules/parse-policy.ts'
import { readShippedRules } from '../../shipped-rules.ts'
import { exampleNow } from './rule-file-examples.ts'
import { shippedKnowledge } from './rule-folders.ts'

const systems = ['windows', 'macos', 'ios', 'android', 'linux']
const browsers = ['chrome', 'firefox', 'safari', 'edge']

/** The shipped rules behind so many of the kind that people write; `alike` ones all begin with the same demand. */
function folderOf(count: number, alike: boolean) {
  const folder = new Map(readShippedRules())
  const own = Array.from({ length: count }, (_, index) => ({
    name: `rule-${index}`,
    priority: 990 - (index % 900),
    conditions: {
      all: [
        { fact: 'client.os', operator: 'equal', value: alike ? 'windows' : systems[index % 5] },
        { fact: 'client.browser', operator: 'equal', value: alike ? 'edge' : browsers[index % 4] },
        { fact: 'user.attributes', path: '$.plan', operator: 'equal', value: `plan-${index}` },
        {
          any: [
            { fact: 'client.browserMajor', operator: 'lessThan', value: 100 + (index % 40) },
            { fact: 'support.hybridClient', operator: 'equal', value: true },
          ],
        },
      ],
    },
    event: { type: 'passkey', params: { reason: 'try-once' } },
  }))
  const file = JSON.parse(folder.get('authentication.rules.json') ?? '')
  folder.set('authentication.rules.json', JSON.stringify({ ...file, rules: [...own, ...file.rules] }))
  return folder
}

/** In processor time, which other work on the machine does not lengthen as it does the clock's; the least of three. */
async function measureCpuMs(run: () => unknown): Promise<number> {
  const figures: number[] = []
  for (let round = 0; round < 3; round++) {
    const before = process.cpuUsage()
    await run()
    const { user, system } = process.cpuUsage(before)
    figures.push((user + system) / 1000)
  }
  return Math.min(...figures)
}

const check = (folder: ReadonlyMap<string, string>) => async () => {
  const { policy, problems } = parsePolicy(folder, shippedKnowledge, exampleNow)
  expect(problems).toEqual([])
  if (policy !== null) expect(await checkByReference(policy, exampleNow)).toEqual([])
}

/**
 * A second is the aim, and what it takes on an idle machine is half of that. Here, where other tests run beside it, only
 * a check that has become several times slower is told.
 */
const generousMs = 3000

describe('a check of 1,000 rules', () => {
  it.each([true, false])('is quick (all alike: %s)', async (alike) => {
    expect(await measureCpuMs(check(folderOf(1000, alike)))).toBeLessThan(generousMs)
  })
  it('takes four times as long for four times as many, and not sixteen', async () => {
    const parse = (count: number) => {
      const folder = folderOf(count, true)
      return measureCpuMs(() => parsePolicy(folder, shippedKnowledge, exampleNow))
    }
    const few = await parse(1000)
    expect(await parse(4000)).toBeLessThan(few * 9)
  })
})

describe('a file in which every rule is wrong', () => {
  it('is told quickly, with a place for each', async () => {
    const folder = folderOf(1000, false)
    const text = (folder.get('authentication.rules.json') ?? '').replaceAll('client.os"', 'client.oss"')
    const bad = new Map(folder).set('authentication.rules.json', text)
    const { problems } = parsePolicy(bad, shippedKnowledge, exampleNow)
    expect(problems).toHaveLength(1000)
    expect(problems.every(({ line, column }) => line === 1 && column !== undefined)).toBe(true)
    expect(await measureCpuMs(() => parsePolicy(bad, shippedKnowledge, exampleNow))).toBeLessThan(generousMs)
  })
})

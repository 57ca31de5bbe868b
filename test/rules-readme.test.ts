import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Decision, type Policy, renderRuleSet, usualBreaker } from '../src/core/index.ts'
import { loadFixtureSuite } from '../src/files/load-fixture-suite.ts'
import { type ExpandedFixture, expandFixture } from '../src/matrix/expand-fixture.ts'
import { runFixture } from '../src/matrix/run-fixture.ts'
import { createEmptyFolder, runHere } from './cli/run-keywise.ts'
import { proofOf } from './proof/proof-of.ts'
import { parseAgain, readShippedRules, shippedPolicy } from './shipped-rules.ts'

type Entry = Readonly<Record<string, unknown>>

const guide = readFileSync(new URL('../rules/README.md', import.meta.url), 'utf8')
const now = Date.parse('2026-11-21T09:00:00.000Z')

/** The pieces of JSON under a heading, each with the file that was last named before it. */
function readRecipe(heading: string): readonly { readonly file: string; readonly entry: Entry }[] {
  const section = guide.split(/^#{2,3} /m).find((text) => text.startsWith(`${heading}\n`))
  if (section === undefined) throw new Error(`rules/README.md has no heading \`${heading}\``)
  let file = ''
  return section.split('```').flatMap((part, index) => {
    if (index % 2 === 1) return [{ file, entry: JSON.parse(part.replace(/^json/, '')) as Entry }]
    file = [...part.matchAll(/`([a-z-]+(?:\.rules)?\.json)`/g)].at(-1)?.[1] ?? file
    return []
  })
}

const isEntry = (value: unknown): value is Entry =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Adds an entry to the list of its file, or changes the fields of the one that has its name. */
function applyEntry(text: string, entry: Entry): string {
  const file: Record<string, unknown> = text === '' ? {} : JSON.parse(text)
  const list = [file.rules, file.switches].find(Array.isArray)
  // Audiences are added to those that are there, as the guide says of every list.
  if (isEntry(file.audiences) && isEntry(entry.audiences))
    return JSON.stringify({ ...file, audiences: { ...file.audiences, ...entry.audiences } })
  if (list === undefined) return JSON.stringify({ ...file, ...entry })
  const index = list.findIndex((one: Entry) => one.name === entry.name)
  if (index < 0) list.push(entry)
  else list[index] = { ...list[index], ...entry }
  return JSON.stringify(file)
}

const cook = (...entries: ReturnType<typeof readRecipe>) => cookAt(now, entries)

function cookAt(at: number, entries: ReturnType<typeof readRecipe>) {
  const folder = new Map(readShippedRules())
  for (const { file, entry } of entries) folder.set(file, applyEntry(folder.get(file) ?? '', entry))
  return parseAgain(folder, at)
}

/** What stands behind bars under a heading: the words of `explain-rules`. */
const readWords = (section: string): readonly string[] =>
  [...section.matchAll(/^> (.*)$/gm)].map(([, words = '']) => words)

function policyAfter(heading: string): Policy {
  const recipe = readRecipe(heading)
  expect(recipe.length).toBeGreaterThan(0)
  const { policy, problems } = cook(...recipe)
  expect(problems).toEqual([])
  if (policy === null) throw new Error('no policy')
  return policy
}

let logins: ReadonlyMap<string, ExpandedFixture>
beforeAll(async () => {
  const { suite } = await loadFixtureSuite(fileURLToPath(new URL('../fixtures', import.meta.url)))
  logins = new Map(
    suite.fixtures.flatMap((located) => {
      const expanded = expandFixture(located, suite)
      return 'problem' in expanded ? [] : [[located.fixture.id, expanded]]
    }),
  )
})

/** What a fixture's login gets under a policy; `more` changes the request. */
function decideAs(id: string, policy: Policy, more: Partial<ExpandedFixture['request']> = {}): Decision {
  const login = logins.get(id)
  if (login === undefined) throw new Error(`no fixture \`${id}\``)
  return runFixture({ ...login, request: { ...login.request, ...more } }, policy).decision
}

const onMac = 'story-d-icloud-in-safari-on-mac'
const inManager = 'story-c-manager-on-unknown-pc'
const beforeName = 'story-g-chrome-before-identifier'
const offered = 'story-h-offer-after-password'
const byPhone = 'story-a-iphone-passkey-on-windows-with-bluetooth'
const firefoxOnWindows = 'iphone-passkey-on-firefox-windows'
const insider = { user: { id: 'u-1', attributes: { emailDomain: 'corp.example' } } }

describe('the guide to the rules', () => {
  it('shows a rule that the checker takes and that does what it says', () => {
    const [first] = readRecipe('A rule')
    if (first === undefined) throw new Error('no rule')
    const { policy, problems } = cook({ ...first, file: 'authentication.rules.json' })
    expect(problems).toEqual([])
    if (policy === null) throw new Error('no policy')
    expect(decideAs(firefoxOnWindows, policy).reason).toBe('excluded-by-rule')
    expect(decideAs(byPhone, policy).action).toBe('cross-device')
    expect(decideAs(onMac, policy).action).toBe('passkey')
  })

  it('shows a `not` that the checker warns of, and the way to write what is meant', () => {
    const [careless, careful] = readRecipe('Unknown is neither yes nor no')
    const check = (conditions: Entry | undefined) => {
      const event = { type: 'fallback', params: { reason: 'excluded-by-rule' } }
      const entry = { name: 'by-plan', priority: 943, conditions: { all: [conditions] }, event }
      return cook({ file: 'authentication.rules.json', entry })
    }
    expect(check(careless?.entry).problems.map(({ kind }) => kind)).toEqual(['unknown-under-not'])
    expect(check(careful?.entry).problems).toEqual([])
    for (const { policy } of [check(careless?.entry), check(careful?.entry)]) {
      if (policy === null) throw new Error('no policy')
      expect(decideAs(onMac, policy).reason).toBe('excluded-by-rule')
      const pro = { user: { id: 'u-1', attributes: { plan: 'pro' } } }
      expect(decideAs(onMac, policy, pro).action).toBe('passkey')
    }
  })

  it('tells a rule in the words of `explain-rules`', () => {
    const sections = guide.split(/^#{2,3} /m).filter((section) => readWords(section).length > 0)
    expect(sections.length).toBeGreaterThan(5)
    for (const section of sections) {
      const policy = policyAfter(section.split('\n', 1)[0] ?? '')
      const told = Object.values(policy.ruleSets).flatMap((set) => renderRuleSet(set, policy.settings, now))
      expect(told.map(({ sentence }) => sentence)).toEqual(expect.arrayContaining([...readWords(section)]))
    }
  })

  it('names commands and options that there are', async () => {
    // Those that come with publishing are named in its own section, and filled in with it.
    const [before = ''] = guide.split('## Before you publish')
    for (const [, verb = '', rest = ''] of before.matchAll(/npx keywise ([a-z-]+)([^`\n]*)/g)) {
      const { code, out } = await runHere(['help', verb])
      expect(code, verb).toBe(0)
      for (const [option] of rest.matchAll(/--[a-z-]+/g)) expect(out, verb).toContain(option)
    }
  })

  it('lists every warning of the checker', () => {
    const told = [...guide.matchAll(/^\| `.*$/gm)].join('\n')
    const warnings = [
      'unknown-under-not',
      'unknown-never-matches',
      'never-unknown',
      'never-matches',
      'shadowed-rule',
      'unused-param',
      'foreign-reason',
      'rule-over',
      'switch-over',
      'unknown-file',
    ]
    expect(warnings.filter((word) => !told.includes(`\`${word}\``))).toEqual([])
  })
})

describe('the recipes that send people away', () => {
  it.each([
    'Start with internal users',
    'Begin with Macs and iPhones',
    'Roll out to 5 %, then 25 %, then everybody',
    'Shut out one system and browser',
    'Let in a cohort by attribute',
  ])('"%s" leaves who has nothing but a passkey a way in', async (heading) => {
    const { ok } = await proofOf(policyAfter(heading), ['last-route-kept'], { runs: 200 })
    expect(ok).toBe(true)
  })
})

describe('the request of the guide', () => {
  it('is one that `explain` takes, and shows what a recipe does', async () => {
    const [request = ''] =
      guide.split('### ', 1)[0]?.split('```json').slice(-1)[0]?.split('```').slice(0, 1) ?? []
    const folder = await createEmptyFolder()
    const file = join(folder, 'request.json')
    const explain = async (change: object) => {
      await writeFile(file, JSON.stringify({ ...JSON.parse(request), ...change }))
      return await runHere(['explain', file])
    }
    const { code, out } = await explain({})
    expect([code, out]).toEqual([0, expect.stringMatching(/^passkey {2}synced-passkey-same-ecosystem/)])
    const offer = await explain({ purpose: 'registration', history: undefined })
    expect([offer.code, offer.out]).toEqual([0, expect.stringMatching(/^offer {2}offer-default/)])
  })
})

describe('the recipe', () => {
  it('"Switch passkeys off now" sends everybody to the fallback, with nothing armed', () => {
    const policy = policyAfter('Switch passkeys off now')
    for (const id of [onMac, beforeName, byPhone])
      expect(decideAs(id, policy)).toMatchObject({
        action: 'fallback',
        reason: 'kill-switch',
        passive: 'none',
      })
    expect(decideAs(offered, policy)).toMatchObject({ action: 'skip', reason: 'kill-switch' })
  })

  it('"Switch off one pair for a while" stops that pair, and only until its end', () => {
    const policy = policyAfter('Switch off one pair for a while')
    expect(decideAs(firefoxOnWindows, policy).reason).toBe('kill-switch')
    const over = { now: '2027-06-01T00:00:00.000Z' }
    expect(decideAs(firefoxOnWindows, policy, over).reason).toBe('passkey-elsewhere')
    expect(decideAs(byPhone, policy).action).toBe('cross-device')
  })

  it('"Decide how easily a circuit breaker trips, or switch them off" shows what ships, and is taken', () => {
    const policy = policyAfter('Decide how easily a circuit breaker trips, or switch them off')
    expect(policy.settings.breaker).toEqual(shippedPolicy().settings.breaker)
    expect(policy.settings.breaker).toEqual(usualBreaker)
  })

  it('"Start with internal users" lets them in and nobody else', () => {
    const policy = policyAfter('Start with internal users')
    const away = { action: 'fallback', reason: 'excluded-by-rule', passive: 'none' }
    expect(decideAs(onMac, policy)).toMatchObject(away)
    expect(decideAs(onMac, policy, insider).action).toBe('passkey')
    expect(decideAs(beforeName, policy)).toMatchObject(away)
    expect(decideAs(beforeName, policy, { context: { ip: '192.0.2.9' } }).action).toBe('passkey')
    expect(decideAs(offered, policy)).toMatchObject({ action: 'skip', reason: 'excluded-by-rule' })
    expect(decideAs(offered, policy, insider).action).toBe('offer')
  })

  it('"Let the share grow by itself" asks nobody before the first step, then more and more, then everybody', () => {
    const policy = policyAfter('Let the share grow by itself, and stop where logins get worse')
    const asked = (now: string) =>
      Array.from(
        { length: 400 },
        (_, index) => decideAs(offered, policy, { user: { id: `u-${index}` }, now }).action === 'offer',
      )
    const [before, first, second, last] = ['2026-11-30', '2026-12-02', '2026-12-09', '2026-12-16'].map(
      (day) => asked(`${day}T12:00:00.000Z`),
    )
    const count = (list: readonly boolean[] = []) => list.filter(Boolean).length
    expect(decideAs(offered, policy, { now: '2026-11-30T12:00:00.000Z' }).reason).toBe('rollout-excluded')
    expect(count(before)).toBe(0)
    expect(count(first)).toBeGreaterThan(8)
    expect(count(first)).toBeLessThan(36)
    expect(count(second)).toBeGreaterThan(70)
    expect(count(second)).toBeLessThan(135)
    expect(first?.filter((wasIn, index) => wasIn && !second?.[index])).toEqual([])
    expect(count(last)).toBe(400)
  })

  it('"Compare two variants of a rule" gives half of the users suggestions, always the same ones', () => {
    const policy = policyAfter('Compare two variants of a rule')
    const suggested = () =>
      Array.from(
        { length: 200 },
        (_, index) =>
          decideAs(inManager, policy, { user: { id: `u-${index}` } }).rule?.name === 'manager-suggested',
      )
    const drawn = suggested()
    expect(drawn.filter(Boolean).length).toBeGreaterThan(70)
    expect(drawn.filter(Boolean).length).toBeLessThan(130)
    expect(suggested()).toEqual(drawn)
  })

  it('"Roll out to 5 %, then 25 %, then everybody" lets in that share, the same people everywhere', () => {
    const heading = 'Roll out to 5 %, then 25 %, then everybody'
    const users = Array.from({ length: 400 }, (_, index) => ({ user: { id: `u-${index}` } }))
    const isIn = (policy: Policy) => users.map((more) => decideAs(onMac, policy, more).action === 'passkey')
    const atFirst = policyAfter(heading)
    const first = isIn(atFirst)
    const isOffered = users.map((more) => decideAs(offered, atFirst, more).action === 'offer')
    expect(isOffered).toEqual(first)
    const share = first.filter(Boolean).length / users.length
    expect(share).toBeGreaterThan(0.01)
    expect(share).toBeLessThan(0.1)

    const recipe = readRecipe(heading).map(({ file, entry }) => ({
      file,
      entry: { ...entry, rollout: { percent: 75, salt: '2026-launch', by: 'user' } },
    }))
    const { policy } = cook(...recipe)
    if (policy === null) throw new Error('no policy')
    const second = isIn(policy)
    expect(first.filter((wasIn, index) => wasIn && !second[index])).toEqual([])
    expect(second.filter(Boolean).length / users.length).toBeGreaterThan(0.18)
    expect(decideAs(beforeName, atFirst).action).toBe('passkey')
  })

  it('"Begin with Macs and iPhones" lets them in and nobody else', () => {
    const policy = policyAfter('Begin with Macs and iPhones')
    expect(decideAs(onMac, policy).action).toBe('passkey')
    const away = { action: 'fallback', reason: 'excluded-by-rule', passive: 'none' }
    for (const id of [byPhone, firefoxOnWindows]) expect(decideAs(id, policy)).toMatchObject(away)
    const { signals = {} } = logins.get(byPhone)?.request ?? {}
    expect(decideAs(offered, policy, { signals })).toMatchObject({
      action: 'skip',
      reason: 'excluded-by-rule',
    })
  })

  it('"Shut out one system and browser" leaves them a button, and all others alone', () => {
    const policy = policyAfter('Shut out one system and browser')
    const shut = { action: 'fallback', reason: 'excluded-by-rule', passive: 'button' }
    expect(decideAs(firefoxOnWindows, policy)).toMatchObject(shut)
    expect(decideAs(byPhone, policy).action).toBe('cross-device')
    expect(decideAs(onMac, policy).action).toBe('passkey')
  })

  it('"Let in a cohort by attribute" asks its people and nobody else', () => {
    const policy = policyAfter('Let in a cohort by attribute')
    expect([...policy.ruleSets.authentication.audiences.keys()]).toContain('internal-users')
    const of = (attributes: Readonly<Record<string, string>>) =>
      decideAs(onMac, policy, { user: { id: 'u-1', attributes } })
    expect(of({ cohort: 'beta' }).action).toBe('passkey')
    for (const attributes of [{}, { cohort: 'alpha' }]) expect(of(attributes).reason).toBe('excluded-by-rule')
    expect(decideAs(beforeName, policy).action).toBe('passkey')
  })

  it('"Run a campaign between two dates" asks once more, in those dates only', () => {
    const policy = policyAfter('Run a campaign between two dates')
    const asked = (times: number) => ({
      registrationAsks: [
        { variant: 'default', asked: times, lastAskedAt: '2026-11-20T00:00:00.000Z' } as const,
      ],
    })
    const inside = '2026-12-05T09:00:00.000Z'
    const decideAt = (now: string, times: number) => decideAs(offered, policy, { now, history: asked(times) })
    expect(decideAt('2026-11-30T23:59:59.999Z', 3)).toMatchObject({ action: 'skip', reason: 'cooldown' })
    expect(decideAt(inside, 3)).toMatchObject({ action: 'offer', rule: { name: 'december-campaign' } })
    expect(decideAt(inside, 4)).toMatchObject({ action: 'skip', reason: 'cooldown' })
    expect(decideAt('2027-01-01T00:00:00.000Z', 3).rule?.name).not.toBe('december-campaign')
    const over = cookAt(Date.parse('2027-01-02T00:00:00Z'), readRecipe('Run a campaign between two dates'))
    expect(over.problems.map(({ kind }) => kind)).toEqual(['rule-over'])
  })

  it('"Offer passkeys only after password logins" offers then, and at no other time', () => {
    const policy = policyAfter('Offer passkeys only after password logins')
    const decideAfter = (justUsed?: string) =>
      decideAs(offered, policy, { context: justUsed === undefined ? {} : { justUsed } })
    expect(decideAfter('password').action).toBe('offer')
    for (const method of ['email-otp', 'cross-device', undefined])
      expect(decideAfter(method)).toMatchObject({ action: 'skip', reason: 'excluded-by-rule' })
  })

  it('"Let nothing that can be phished be enough for admins" leaves them no password, and buys none a passkey', () => {
    const policy = policyAfter('Let nothing that can be phished be enough for admins')
    expect(policy.settings.resistantMethods).toEqual(['security-key', 'smart-card'])
    const assuranceFloor = 'phishing-resistant' as const
    const admin = { id: 'u-1', assuranceFloor, fallbacks: ['password', 'smart-card'] }
    expect(decideAs(onMac, policy, { user: admin })).toMatchObject({
      action: 'passkey',
      fallbacks: ['smart-card'],
    })
    const without = { user: { ...admin, fallbacks: ['password'] } }
    expect(decideAs(onMac, policy, without)).toMatchObject({ fallbacks: [], stepUpRequired: true })
    const afterPassword = { user: admin, context: { justUsed: 'password' } }
    expect(decideAs(offered, policy, afterPassword)).toMatchObject({ action: 'skip', reason: 'policy-floor' })
  })

  it('"Lift the macOS 13.6.5 exclusion" lets Chrome there try again', () => {
    const id = 'story-e-broken-macos-in-chrome'
    expect(decideAs(id, shippedPolicy()).reason).toBe('known-broken-version')
    expect(decideAs(id, policyAfter('Lift the macOS 13.6.5 exclusion')).action).toBe('passkey')
  })

  it('"Send people to their phone less often, or never" does either', () => {
    const [less, never] = readRecipe('Send people to their phone less often, or never')
    expect(decideAs(byPhone, shippedPolicy()).action).toBe('cross-device')
    for (const entry of [less, never]) {
      const { policy, problems } = cook(...(entry === undefined ? [] : [entry]))
      expect(problems).toEqual([])
      if (policy === null) throw new Error('no policy')
      expect(decideAs(byPhone, policy)).toMatchObject({ action: 'fallback', reason: 'passkey-elsewhere' })
    }
  })

  it('"Take the phone where a step-up would be one factor" does, but for a second factor after a password', () => {
    const policy = policyAfter('Take the phone where a step-up would be one factor')
    const id = 'step-up-fake-here-iphone-elsewhere'
    expect(decideAs(id, shippedPolicy()).action).toBe('passkey')
    expect(decideAs(id, policy).action).toBe('cross-device')
    expect(decideAs(id, policy, { context: { justUsed: 'email-otp' } }).action).toBe('cross-device')
    expect(decideAs(id, policy, { context: { justUsed: 'password' } }).action).toBe('passkey')
  })

  it('"Ask less often to create a passkey" rests for longer', () => {
    const asked = { variant: 'default', asked: 2, lastAskedAt: '2026-10-01T00:00:00.000Z' } as const
    const history = { registrationAsks: [asked] }
    expect(decideAs(offered, shippedPolicy(), { history }).action).toBe('offer')
    const rested = decideAs(offered, policyAfter('Ask less often to create a passkey'), { history })
    expect(rested).toMatchObject({ action: 'skip', reason: 'cooldown' })
  })
})

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { ClientsFile, FixtureFile, PasskeysFile } from '../src/contract/fixture-files.ts'
import { HistoryInput } from '../src/contract/history-input.ts'
import type { Reason } from '../src/contract/words.ts'

const root = join(import.meta.dirname, '../fixtures')
const readJson = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'))

/** What a schema finds wrong, as `pointer message` lines: an empty list reads well in a failure. */
const problems = (schema: TSchema, value: unknown): readonly string[] =>
  Value.Errors(schema, value).map((error) => `${error.instancePath} ${error.message}`)

const clientsJson = readJson('clients.json')
const passkeysJson = readJson('passkeys.json')
const scenarioPaths = readdirSync(join(root, 'scenarios'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.json'))
  .sort()
const scenarioFiles = scenarioPaths.map((path) => ({ path, json: readJson(join('scenarios', path)) }))

/** A file that breaks its schema counts as empty, so that the schema's own test says what is wrong with it. */
const clients = Value.Check(ClientsFile, clientsJson) ? clientsJson.clients : {}
const passkeys = Value.Check(PasskeysFile, passkeysJson) ? passkeysJson.passkeys : {}
const scenarios = scenarioFiles.flatMap(({ path, json }) =>
  Value.Check(FixtureFile, json) ? (json.fixtures ?? []).map((fixture) => ({ path, ...fixture })) : [],
)

const passkeyName = (reference: string): string => reference.split('@')[0] ?? ''

describe('the named clients', () => {
  it('follow their schema', () => {
    expect(problems(ClientsFile, clientsJson)).toEqual([])
  })

  it('are all used by some fixture', () => {
    const texts = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.json'))
      .map((path) => readFileSync(join(root, path), 'utf8'))
    const isUsed = (name: string) => texts.some((text) => text.includes(`"client": "${name}"`))
    expect(Object.keys(clients).filter((name) => !isUsed(name))).toEqual([])
  })
})

describe('the named passkeys', () => {
  it('follow their schema', () => {
    expect(problems(PasskeysFile, passkeysJson)).toEqual([])
  })

  it.each(Object.entries(passkeys))('%s is a credential as a history takes it', (name, passkey) => {
    const { note: _, ...credential } = passkey
    expect(problems(HistoryInput, { credentials: [credential] })).toEqual([])
    expect(credential.id).toBe(name)
  })
})

describe.each(scenarioFiles.map(({ path, json }) => [path, json] as const))('%s', (path, json) => {
  it('follows the schema of fixture files', () => {
    expect(problems(FixtureFile, json)).toEqual([])
  })

  it('says what it is about', () => {
    expect(json).toMatchObject({ about: expect.stringMatching(/\w/) })
  })

  const own = scenarios
    .filter((scenario) => scenario.path === path)
    .map((scenario) => [scenario.id, scenario] as const)

  it.each(own)(
    '%s names things that exist',
    (_id, { client, passkeys: references, history, expect: wanted }) => {
      expect(client === undefined || client in clients).toBe(true)
      const named = (references ?? []).map(passkeyName)
      for (const name of named) expect(Object.keys(passkeys)).toContain(name)

      const owned = [...named, ...(history?.credentials ?? []).map((credential) => credential.id)]
      expect(new Set(owned).size).toBe(owned.length)
      for (const event of history?.events ?? []) expect(owned).toContain(event.credentialId)
      for (const id of wanted.allowCredentials ?? []) expect(owned).toContain(id)
    },
  )

  it.each(own)('%s expects something that an engine can get wrong', (_id, { expect: wanted }) => {
    expect(Object.keys(wanted)).not.toEqual([])
  })

  it.each(own)('%s expects an action of its purpose', (_id, { purpose, expect: wanted }) => {
    const registration = ['offer', 'conditional', 'skip']
    for (const action of [wanted.action, wanted.notAction]) {
      if (action !== undefined) expect(registration.includes(action)).toBe(purpose === 'registration')
    }
  })
})

describe('all scenarios together', () => {
  it('are many, each under an id of its own', () => {
    const ids = scenarios.map(({ id }) => id)
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
    expect(ids.length).toBeGreaterThanOrEqual(90)
  })

  it('tell the main stories, a to k', () => {
    const told = new Set(scenarios.map(({ story }) => story))
    expect([...'abcdefghijk'].filter((story) => !told.has(story))).toEqual([])
  })

  it('reach every reason that a request and a history alone can bring about', () => {
    const reached = new Set<Reason | undefined>(scenarios.map(({ expect: wanted }) => wanted.reason))
    expect(reasonsWithinReach.filter((reason) => !reached.has(reason))).toEqual([])
  })

  it('use every named passkey', () => {
    const used = new Set(scenarios.flatMap(({ passkeys: references }) => (references ?? []).map(passkeyName)))
    expect(Object.keys(passkeys).filter((name) => !used.has(name))).toEqual([])
  })

  it('do not look into the future', () => {
    for (const { now = '2026-11-21T09:00:00.000Z', history } of scenarios) {
      for (const event of history?.events ?? []) expect(Date.parse(event.at)).toBeLessThan(Date.parse(now))
    }
  })
})

/**
 * Left out: `excluded-by-rule`, `rollout-excluded`, `rules-unavailable`, `no-rule-matched` need other rule files,
 * `breaker-open` needs the traffic of many users, and `advice-local` is a close call that shipped settings decide.
 */
const reasonsWithinReach: readonly Reason[] = [
  'kill-switch',
  'bot',
  'policy-floor',
  'user-state',
  'unsupported-platform',
  'in-app-browser',
  'known-broken-version',
  'no-passkey',
  'passkey-used-here',
  'passkey-made-here',
  'synced-passkey-same-ecosystem',
  'manager-passkey-likely',
  'try-once',
  'conditional-before-identifier',
  'phone-can-reach',
  'no-bluetooth',
  'suspected-gone',
  'passkey-elsewhere',
  'no-conditional',
  'no-platform-authenticator',
  'history-unavailable',
  'offer-default',
  'offer-after-cross-device',
  'offer-after-error',
  'conditional-create',
  'already-here',
  'cooldown',
  'declined-for-good',
  'shared-device',
  'cannot-create-here',
]

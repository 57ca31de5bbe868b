import { copyFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { beforeAll, describe, expect, it } from 'vitest'
import { purposes } from '../../src/contract/words.ts'
import { type RuleFolder, revisionOf } from '../../src/core/index.ts'
import { listNotes } from '../../src/replay/list-notes.ts'
import { createOwnRules } from '../../src/replay/own-rules.ts'
import { renderSimulation } from '../../src/replay/render-simulation.ts'
import { buildReplayPolicies } from '../../src/replay/replay-policies.ts'
import { simulateRecorded } from '../../src/replay/simulate-recorded.ts'
import { packRules } from '../../src/store/pack-rules.ts'
import { createSqliteStore } from '../../src/store/sqlite-store.ts'
import { parseAgain, readShippedRules } from '../shipped-rules.ts'
import { newDatabaseFile, siteKey } from '../store/records.ts'
import { drawDecisions, seededFrom, seededUntil } from './seed-decisions.ts'

const each = 40
const name = 'settings.json'
const shipped = readShippedRules()
/** The shipped rules with another price of a password: other answers, here and there. */
function side(seconds: number) {
  const settings = JSON.parse(shipped.get(name) ?? '')
  settings.costs.fallbackLoginSeconds = seconds
  const folder: RuleFolder = new Map([...shipped, [name, JSON.stringify(settings)]])
  const { policy } = parseAgain(folder)
  if (policy === null) throw new Error('the rules of the test are none')
  return { folder, policy }
}
const [first, second, third] = [side(12), side(24), side(40)]
const live = third

const file = newDatabaseFile()
/** Decisions under three revisions, one after the other, in a file that is closed. */
beforeAll(async () => {
  const store = createSqliteStore({ file, siteKey })
  for (const [index, { folder, policy }] of [first, second, third].entries()) {
    await store.saveRevision(folder, seededFrom)
    for await (const { decision } of drawDecisions({ policy, count: each, seed: index + 1 }))
      store.recordDecision({ ...decision, id: `${index}-${decision.id}` })
  }
  await store.close()
})

/** A copy of it that somebody has had their hands on. */
function change(sql: string, ...values: readonly string[]): string {
  const copy = newDatabaseFile()
  copyFileSync(file, copy)
  const database = new Database(copy)
  database.prepare(sql).run(...values)
  database.close()
  return copy
}

async function replay(file: string) {
  const policies = buildReplayPolicies(live, live)
  const selection = { from: seededFrom, to: seededUntil, purposes, limit: 10_000 }
  const recorded = await simulateRecorded(
    { live: live.folder, draft: live.folder, now: seededUntil, source: { file, siteKey }, selection },
    policies,
  )
  const notes = listNotes(policies, recorded, seededUntil)
  const { revision } = live.policy
  const sides = { live: { revision }, draft: { revision, problems: [] } }
  const text = renderSimulation(
    { ...sides, files: [], notes: [...notes], recorded, fixtures: null },
    (_, one) => one,
  )
  return { recorded, notes, text }
}

const nameOfSide = ({ policy }: typeof first) => policy.revision

describe('decisions of earlier rules', () => {
  it('replay byte by byte by the rules they were taken under, where those are kept', async () => {
    const { recorded, notes, text } = await replay(file)
    expect(recorded).toMatchObject({
      decided: 3 * each,
      faithful: 3 * each,
      unfaithful: { count: 0 },
      otherRevision: 0,
      earlierRules: { kept: 2 * each, missing: 0, altered: 0, unusable: 0 },
    })
    expect(notes).toEqual([expect.stringContaining(`${2 * each} decisions were taken under other rules`)])
    expect(text).toContain(`${3 * each} decisions replay byte by byte, ${2 * each} of them by earlier rules`)
  })

  it('that are not kept are counted, and the report says why', async () => {
    const { recorded, notes } = await replay(
      change('delete from rule_revisions where revision = ?', nameOfSide(second)),
    )
    expect(recorded).toMatchObject({
      faithful: 2 * each,
      unfaithful: { count: 0 },
      otherRevision: each,
      earlierRules: { kept: each, missing: each },
    })
    expect(notes.join()).toContain(`${each} were taken under rules that are not kept`)
  })

  it.each([
    ['by other rules', async () => packRules(first.folder)],
    ['by what is no folder', async () => 'bm8gZm9sZGVy'],
  ])('that were replaced in the database %s are refused, and never used', async (_, pack) => {
    const sql = 'update rule_revisions set files_packed = ? where revision = ?'
    const { recorded, notes } = await replay(change(sql, await pack(), nameOfSide(second)))
    expect(recorded).toMatchObject({
      faithful: 2 * each,
      unfaithful: { count: 0 },
      otherRevision: each,
      earlierRules: { kept: each, altered: each },
    })
    expect(notes.join()).toContain(`${each} were taken under rules that somebody has changed`)
  })

  it('that this version cannot use are counted as such', async () => {
    const older: RuleFolder = new Map([['settings.json', '{}']])
    const copy = change(
      'update decisions set revision = ? where revision = ?',
      revisionOf(older),
      nameOfSide(first),
    )
    const store = createSqliteStore({ file: copy, siteKey })
    await store.saveRevision(older, seededFrom)
    await store.close()
    const { recorded, notes } = await replay(copy)
    expect(recorded.earlierRules).toEqual({ kept: each, missing: 0, altered: 0, unusable: each })
    expect(notes.join()).toContain('this version of Keywise cannot use')
  })
})

describe('the memory of earlier rules', () => {
  it('loads each of a few once, however often they are asked for, and forgets the oldest', () => {
    const rules = createOwnRules()
    const asked: string[] = []
    const find = (revision: string) =>
      rules.find(revision, (one) => {
        asked.push(one)
        return one === 'r-first' ? first : null
      })
    for (let round = 0; round < 3; round++) expect(find('r-first').policy).not.toBeNull()
    expect(find('r-gone')).toEqual({ gap: 'missing', policy: null })
    expect(asked).toEqual(['r-first', 'r-gone'])
    for (let other = 0; other < 8; other++) find(`r-${other}`)
    find('r-first')
    expect(asked.filter((one) => one === 'r-first')).toHaveLength(2)
  })

  it('does not take a store that cannot be read for a gap, and asks again', () => {
    const rules = createOwnRules()
    const fail = () => {
      throw new Error('the disk is gone')
    }
    expect(() => rules.find('r-first', fail)).toThrow('the disk is gone')
    expect(rules.find('r-first', () => first).gap).toBeNull()
  })
})

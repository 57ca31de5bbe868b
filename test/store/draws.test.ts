import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { listExperimentNames, type RuleFolder, revisionOf } from '../../src/core/index.ts'
import { listKeptExperiments } from '../../src/publishing/list-kept-experiments.ts'
import type { RolloutHold } from '../../src/store/draw-store.ts'
import { createSqliteStore } from '../../src/store/sqlite-store.ts'
import { AlteredRevisionError } from '../../src/store/store-error.ts'
import {
  decisionRecord,
  device,
  newDatabaseFile,
  outcomeRecord,
  reduceAlone,
  siteKey,
  userOf,
} from './records.ts'

const open = (file = newDatabaseFile()) => {
  const store = createSqliteStore({ file, siteKey })
  onTestFinished(() => store.close())
  return { store, file }
}
type Store = ReturnType<typeof open>['store']
const drawnFor = async (store: Store, subject: string) => [...(await store.loadAssignments(subject)).keys()]
/** What is recorded is written within a tenth of a second. */
const written = () => sleep(150)

describe('variants that were drawn long ago', () => {
  const before = 1_000
  const [ada, ben, cleo] = ['ada', 'ben', 'cleo'].map((id) => userOf(id).pseudonym) as [never, never, never]

  it('are deleted with their experiment, and where nobody comes back for them', async () => {
    const { store } = open()
    const draw = (subject: string, experiment: string, at: number) =>
      store.recordAssignment({ subject, experiment, variant: 'a', at })
    await store.saveUser(userOf('ada'), { state: 'active' })
    store.recordDecision(decisionRecord('asked-since', ben, { at: before, deviceId: null }))
    for (const [id, at] of [
      ['used', before],
      ['left', before - 1],
    ] as const)
      await store.saveOutcome(
        outcomeRecord(`on-${id}`, ada, { at }),
        reduceAlone,
        decisionRecord(`on-${id}`, ada, { at, deviceId: device(id) }),
      )
    for (const subject of [ada, ben, cleo, 'used', 'left', 'made-up']) draw(subject, 'runs', before - 1)
    draw(ada, 'over', before - 1)
    draw(ada, 'over-lately', before)
    draw('made-up-lately', 'runs', before)
    await written()
    // In memory: what is deleted is to be forgotten there as well.
    expect(await drawnFor(store, 'made-up')).toEqual(['runs'])

    expect(await store.deleteAssignments(before, new Set(['runs']))).toBe(4)
    expect(await drawnFor(store, ada)).toEqual(['over-lately', 'runs'])
    for (const subject of [ben, 'used', 'made-up-lately'])
      expect(await drawnFor(store, subject)).toEqual(['runs'])
    for (const subject of [cleo, 'left', 'made-up']) expect(await drawnFor(store, subject)).toEqual([])
    expect(await store.deleteAssignments(before, new Set(['runs']))).toBe(0)
  })

  it('are all looked through, and none is taken for gone where the experiments are not known', async () => {
    const { store } = open()
    const users = new Set(['ada'])
    for (let index = 0; index < 1_203; index++) {
      const subject = index % 3 === 0 ? 'ada' : `user-${index}`
      if (index % 2 === 0) users.add(subject)
      const at = index % 5 === 0 ? before : before - 1
      const experiment = `e-${index}`
      store.recordAssignment({ subject: userOf(subject).pseudonym, experiment, variant: 'a', at })
    }
    await Promise.all([...users].map((id) => store.saveUser(userOf(id), { state: 'active' })))
    await written()
    const unused = Array.from({ length: 1_203 }, (_, index) => index).filter(
      (index) => index % 5 !== 0 && index % 3 !== 0 && index % 2 !== 0,
    )
    expect(await store.deleteAssignments(before, null)).toBe(unused.length)
    expect(await store.deleteAssignments(before, new Set())).toBe(
      Array.from({ length: 1_203 }, (_, index) => index).filter(
        (index) => index % 5 !== 0 && (index % 3 === 0 || index % 2 === 0),
      ).length,
    )
  })
})

describe('the experiments of the rules that were in force since a time', () => {
  const folderOf = (...names: readonly string[]): RuleFolder =>
    new Map([['experiments.json', JSON.stringify({ experiments: names.map((name) => ({ name })) })]])
  const history = async () => {
    const { store } = open()
    let last: string | null = null
    for (const [folder, at] of [
      [folderOf('first'), 10],
      [folderOf('second', 'both'), 20],
      [folderOf('both', 'third'), 30],
    ] as const) {
      const publication = {
        revision: revisionOf(folder),
        at,
        actor: 'a',
        note: 'n',
        kind: 'publish',
      } as const
      await store.savePublication(folder, publication, { last })
      last = publication.revision
    }
    return store
  }

  it.each([
    [9, ['first', 'second', 'both', 'third']],
    [19, ['first', 'second', 'both', 'third']],
    [20, ['second', 'both', 'third']],
    [29, ['second', 'both', 'third']],
    [31, ['both', 'third']],
  ])('are those that were in force at %i, and later ones', async (since, names) => {
    const found = await listKeptExperiments(await history(), folderOf('of-now'), since)
    expect([...(found ?? [])].toSorted()).toEqual([...names, 'of-now'].toSorted())
  })

  it('are not known where a file among them cannot be read', async () => {
    const store = await history()
    const broken: RuleFolder = new Map([['experiments.json', '{']])
    expect(listExperimentNames(broken)).toBeNull()
    expect(await listKeptExperiments(store, broken, 0)).toBeNull()
    expect(await listKeptExperiments({ ...store, loadRevision: async () => null }, folderOf(), 0)).toBeNull()
    const altered = () => Promise.reject(new AlteredRevisionError('r1'))
    expect(await listKeptExperiments({ ...store, loadRevision: altered }, folderOf(), 0)).toBeNull()
  })
})

describe('what is said of a rollout by several processes on one file', () => {
  const entry = (at: number) => ({ at, actor: 'engine', action: 'rollout-held', detail: {} })
  const holdOf = (since: number, percent = 5): RolloutHold => ({ rule: 'r', percent, since, reason: {} })

  it('is kept where it rests on what was said last, once, with one line of the audit log', async () => {
    const { store: one, file } = open()
    const { store: other } = open(file)
    const both = await Promise.all([
      one.saveHold(holdOf(10), entry(10), null),
      other.saveHold(holdOf(11), entry(11), null),
    ])
    expect(both.toSorted()).toEqual([false, true])
    expect(await one.listAudit(0, 10)).toHaveLength(1)
    const [kept] = await other.listHolds()
    expect(kept?.since).toBe(both[0] ? 10 : 11)

    // Let go by one, while the other judges by what was before.
    const last = kept?.since ?? null
    expect(await one.saveHold(holdOf(20, 100), entry(20), last)).toBe(true)
    expect(await other.saveHold(holdOf(21), entry(21), last)).toBe(false)
    expect(await other.listHolds()).toEqual([holdOf(20, 100)])
    expect(await other.listAudit(0, 10)).toHaveLength(2)
  })

  it('never has two beginnings for one end, whatever the order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ by: fc.nat(1), sees: fc.boolean() }), { maxLength: 12 }),
        async (turns) => {
          const { store: one, file } = open()
          const { store: other } = open(file)
          const known: [number | null, number | null] = [null, null]
          let said: number | null = null
          let kept = 0
          for (const [index, { by, sees }] of turns.entries()) {
            const store = by === 0 ? one : other
            const side = by === 0 ? 0 : 1
            if (sees) known[side] = (await store.listHolds())[0]?.since ?? null
            const at = index + 1
            const isKept = await store.saveHold(holdOf(at), entry(at), known[side])
            expect(isKept).toBe(known[side] === said)
            if (!isKept) continue
            kept += 1
            said = at
          }
          expect(await one.listAudit(0, 100)).toHaveLength(kept)
          expect((await other.listHolds()).map(({ since }) => since)).toEqual(said === null ? [] : [said])
          await one.close()
          await other.close()
        },
      ),
      { numRuns: 10 },
    )
  })
})

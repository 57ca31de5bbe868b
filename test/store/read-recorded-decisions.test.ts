import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { purposes } from '../../src/contract/words.ts'
import { createFieldCipher } from '../../src/store/personal-field.ts'
import {
  listRecordedParts,
  type RecordedSelection,
  readRecordedDecisions,
} from '../../src/store/read-recorded-decisions.ts'
import { openReaderConnection, openWriterConnection } from '../../src/store/sqlite-connection.ts'
import { writeDecisions } from '../replay/seed-decisions.ts'
import { times } from '../times.ts'
import { decisionRecord, newDatabaseFile, siteKey } from './records.ts'

const count = 90
const file = newDatabaseFile()
const cipher = createFieldCipher(siteKey, () => 0)
/** Many at the same moment, and not written in the order of their times. */
const decisions = Array.from({ length: count }, (_, index) => ({
  decision: decisionRecord(`dec-${index}`, null, {
    at: 1_000 + ((index * 7) % 13),
    purpose: purposes[index % 5 === 0 ? 1 : 0] ?? 'authentication',
  }),
  outcomes: [],
}))
beforeAll(async () => {
  await writeDecisions(file, decisions)
  return () => rmSync(dirname(file), { recursive: true })
})

const whole: RecordedSelection = { from: 0, to: 2_000, purposes, limit: count }
function read(selection: RecordedSelection, size?: number): readonly string[] {
  const connection = openReaderConnection(file)
  try {
    const parts = size === undefined ? [undefined] : listRecordedParts(connection, selection, size)
    return parts.flatMap((part) =>
      [...readRecordedDecisions(connection, cipher, selection, part)].map(({ id }) => id),
    )
  } finally {
    connection.close()
  }
}

describe('recorded decisions in parts', () => {
  const selections = fc.record({
    from: fc.integer({ min: 998, max: 1_014 }),
    to: fc.integer({ min: 999, max: 1_015 }),
    limit: fc.integer({ min: 1, max: count + 20 }),
    purposes: fc.constantFrom(purposes, purposes.slice(0, 1), purposes.slice(1)),
  })
  test.prop([selections, fc.integer({ min: 1, max: count + 20 })], times(80))(
    'are those of the whole, in the same order',
    (selection, size) => {
      const expected = decisions
        .map(({ decision }, row) => ({ ...decision, row }))
        .filter(
          ({ at, purpose }) =>
            at >= selection.from && at < selection.to && selection.purposes.includes(purpose),
        )
        .sort((one, two) => two.at - one.at || two.row - one.row)
        .slice(0, selection.limit)
        .map(({ id }) => id)
      expect(read(selection)).toEqual(expected)
      expect(read(selection, size)).toEqual(expected)
    },
  )

  it('holds none twice where others delete and write in between', () => {
    const connection = openReaderConnection(file)
    const writer = openWriterConnection(file, { waitMs: 0, mustExist: true })
    const parts = listRecordedParts(connection, whole, 10)
    const ids = parts.flatMap((part, index) => {
      const found = [...readRecordedDecisions(connection, cipher, whole, part)].map(({ id }) => id)
      if (index === 0) {
        writer.prepare(`delete from decisions where id = ?`).run(read(whole)[15])
        writer
          .prepare(
            `update decisions set at = 1012 where rowid in (select rowid from decisions where at = 1000 limit 5)`,
          )
          .run()
      }
      return found
    })
    writer.close()
    connection.close()
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeLessThan(count)
    expect(ids.length).toBeGreaterThan(count - 10)
  })
})

import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { untouchedCell } from '../../src/core/cells/cell-reading.ts'
import { decide } from '../../src/core/decide.ts'
import { hashDecision } from '../../src/core/decision/hash-decision.ts'
import {
  buildReplayInput,
  readRecordedInput,
  watchReadings,
  withRecordedStanding,
  writeRecordedInput,
} from '../../src/core/recorded-input.ts'
import { noon } from '../../src/proof/arbitraries/history.ts'
import { decisionInput } from '../arbitraries/decision-input.ts'
import { runs } from '../arbitraries/question.ts'
import { shippedPolicy } from '../shipped-rules.ts'

const files = shippedPolicy()
const policy = {
  ...files,
  switches: [{ name: 'off', on: true, os: 'linux' as const, reason: 'incident 7' }],
  standing: { caps: new Map([['not-yet', 5]]) },
}

describe('a recorded question', () => {
  test.prop([decisionInput], runs)('replays to the same answer, byte by byte', (asked) => {
    const collapsed = { ...untouchedCell, local: 0.2, crossDevice: 1.3 }
    const { readCell, readings } = watchReadings(({ os }) => (os === 'windows' ? collapsed : untouchedCell))
    const input = { ...asked, readCell }
    const taken = decide(input, policy, noon)
    const recorded = readRecordedInput(writeRecordedInput(input, readings, policy))
    // The switches and bounds of today are others.
    const replayed = decide(buildReplayInput(recorded), withRecordedStanding(files, recorded), noon)
    expect(JSON.stringify(replayed)).toBe(JSON.stringify(taken))
    expect(hashDecision(replayed)).toBe(hashDecision(taken))
  })
})

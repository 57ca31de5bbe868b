import { describe, expect, it } from 'vitest'
import { recentEvidenceLimit } from '../../../src/core/history/evidence-effect.ts'
import { readHistory } from '../../../src/core/history/read-history.ts'
import { emptyHistory } from '../../../src/core/history/user-history.ts'

const event = (
  kind: 'succeeded-here' | 'succeeded-by-phone' | 'abandoned' | 'credential-exists',
  at: string,
) => ({
  credentialId: 'c1',
  deviceId: 'd1',
  kind,
  at,
})
const ms = (text: string) => Date.parse(text)

describe('a history written out by hand', () => {
  it('is the empty history where nothing is told', () => {
    expect(readHistory({})).toEqual(emptyHistory)
  })

  it('has sightings, counts and times derived from its events, in time order', () => {
    const history = readHistory({
      credentials: [{ id: 'c1', lastUsedAt: '2026-01-01T00:00:00Z' }],
      events: [
        event('abandoned', '2026-03-03T00:00:00Z'),
        event('succeeded-here', '2026-02-02T00:00:00Z'),
        event('credential-exists', '2026-04-04T00:00:00Z'),
      ],
    })
    expect(history.sightings).toEqual([
      {
        credentialId: 'c1',
        deviceId: 'd1',
        successes: 1,
        failures: 1,
        lastSuccessAt: ms('2026-02-02T00:00:00Z'),
        lastFailureAt: ms('2026-03-03T00:00:00Z'),
        recent: [
          { at: ms('2026-02-02T00:00:00Z'), kind: 'succeeded-here' },
          { at: ms('2026-03-03T00:00:00Z'), kind: 'abandoned' },
          { at: ms('2026-04-04T00:00:00Z'), kind: 'credential-exists' },
        ],
      },
    ])
    expect(history.credentials[0]?.lastUsedAt).toBe(ms('2026-02-02T00:00:00Z'))
    expect(history.devices).toEqual([
      {
        id: 'd1',
        os: 'unknown',
        osVersion: 'unknown',
        browser: 'unknown',
        firstSeenAt: ms('2026-02-02T00:00:00Z'),
        lastSeenAt: ms('2026-04-04T00:00:00Z'),
        provenAt: ms('2026-02-02T00:00:00Z'),
        loginDays: 1,
      },
    ])
  })

  it('counts a phone that served as a login on the device, but not as a success of the device', () => {
    const history = readHistory({ events: [event('succeeded-by-phone', '2026-02-02T00:00:00Z')] })
    expect(history).toMatchObject({
      crossDeviceSuccesses: 1,
      lastCrossDeviceAt: ms('2026-02-02T00:00:00Z'),
      sightings: [{ successes: 0, failures: 0, lastSuccessAt: null }],
      devices: [{ id: 'd1', provenAt: ms('2026-02-02T00:00:00Z') }],
    })
  })

  it('keeps a device as stated, proven by the later of statement and events', () => {
    const device = { id: 'd1', os: 'windows', osVersion: '11', browser: 'edge' } as const
    const devices = (provenAt: string) =>
      readHistory({
        devices: [{ ...device, provenAt }],
        events: [event('succeeded-here', '2026-02-02T00:00:00Z'), event('abandoned', '2026-05-05T00:00:00Z')],
      }).devices
    expect(devices('2026-01-01T00:00:00Z')).toMatchObject([
      { ...device, provenAt: ms('2026-02-02T00:00:00Z') },
    ])
    expect(devices('2026-03-03T00:00:00Z')).toMatchObject([
      { ...device, provenAt: ms('2026-03-03T00:00:00Z') },
    ])
    expect(devices('2026-03-03T00:00:00Z')).toMatchObject([{ lastSeenAt: ms('2026-05-05T00:00:00Z') }])
  })

  it('does not take a failure for a login', () => {
    expect(
      readHistory({ events: [event('abandoned', '2026-02-02T00:00:00Z')] }).devices[0]?.provenAt,
    ).toBeNull()
  })

  it('keeps the newest evidence and all counts', () => {
    const events = Array.from({ length: 31 }, (_, i) =>
      event('abandoned', `2026-01-${String(i + 1).padStart(2, '0')}T00:00:00Z`),
    )
    const [sighting] = readHistory({ events }).sightings
    expect(sighting?.failures).toBe(31)
    expect(sighting?.recent).toHaveLength(recentEvidenceLimit)
    expect(sighting?.recent.at(-1)?.at).toBe(ms('2026-01-31T00:00:00Z'))
  })

  it('keeps pairs apart whose ids run together', () => {
    const at = '2026-02-02T00:00:00Z'
    const { sightings } = readHistory({
      events: [
        { credentialId: 'a b', deviceId: 'c', kind: 'abandoned', at },
        { credentialId: 'a', deviceId: 'b c', kind: 'abandoned', at },
      ],
    })
    expect(sightings).toHaveLength(2)
  })

  it('takes an AAGUID of zeros for none and compares others in lower case', () => {
    const read = (aaguid: string) =>
      readHistory({ credentials: [{ id: 'c1', aaguid }] }).credentials[0]?.aaguid
    expect(read('00000000-0000-0000-0000-000000000000')).toBeNull()
    expect(read('FBFC3007-154E-4ECC-8C0B-6E020557D7BD')).toBe('fbfc3007-154e-4ecc-8c0b-6e020557d7bd')
  })

  it('leaves out what it cannot read, and reads the rest', () => {
    const history = readHistory({
      credentials: [{ id: '' }, { id: 'c1', createdAt: 'yesterday' }],
      devices: [{ id: '' }],
      events: [event('abandoned', 'soon'), { ...event('abandoned', '2026-02-02T00:00:00Z'), deviceId: '' }],
      registrationAsks: [{ variant: 'default', asked: 1, lastAskedAt: 'once' }],
    })
    expect(history.credentials).toMatchObject([{ id: 'c1', createdAt: null, backupEligible: 'unknown' }])
    expect([history.devices, history.sightings, history.registrationAsks]).toEqual([[], [], []])
  })
})

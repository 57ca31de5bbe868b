import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { HistoryInput } from '../../../src/contract/history-input.ts'
import { isDeviceId } from '../../../src/contract/ids.ts'
import { decide } from '../../../src/core/decide.ts'
import { findFlips } from '../../../src/core/decision/flips/find-flips.ts'
import { flipChanges, mostRedecisions } from '../../../src/core/decision/flips/flip-changes.ts'
import type { DecisionInput } from '../../../src/core/history/decision-input.ts'
import { readHistory } from '../../../src/core/history/read-history.ts'
import type { Policy } from '../../../src/core/rules/policy.ts'
import { users } from '../../../src/proof/arbitraries/history.ts'
import { expandedFixtures } from '../../arbitraries/signals.ts'
import { shippedPolicy } from '../../shipped-rules.ts'

const now = Date.parse('2026-11-21T09:00:00.000Z')

const signalsOf = (client: string) => {
  const found = expandedFixtures.find(({ fixture }) => fixture.client === client)?.request.signals
  if (found === undefined) throw new Error(`no fixture with the client \`${client}\``)
  return found
}

interface Login {
  readonly client: string
  readonly purpose?: DecisionInput['purpose']
  readonly state?: 'active' | 'locked'
  readonly deviceId?: string
  readonly users?: number
  readonly justUsed?: string
  readonly history?: HistoryInput
  readonly policy?: Partial<Policy>
}

/** What would change a login, as the lines that people read. */
function tellFlips(login: Login): readonly string[] {
  const { deviceId = 'here-1' } = login
  const input: DecisionInput = {
    purpose: login.purpose ?? 'authentication',
    signals: signalsOf(login.client),
    user: { pseudonym: users[0] ?? null, ...(login.state && { state: login.state }) },
    device: { id: isDeviceId(deviceId) ? deviceId : null, proven: false, users: login.users ?? 1 },
    context: login.justUsed === undefined ? {} : { justUsed: login.justUsed },
    history: readHistory(login.history ?? {}),
  }
  const asked = { input, policy: { ...shippedPolicy(), ...login.policy }, now }
  const found = findFlips(asked, decide(asked.input, asked.policy, asked.now), (changed) =>
    decide(changed.input, changed.policy, changed.now),
  )
  return found.map(({ change, action }) => `${change}: ${action}`)
}

const iPhone = {
  id: 'icloud',
  aaguid: 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd',
  transports: ['internal', 'hybrid'],
  backupEligible: true,
  backupState: true,
  madeOn: { os: 'ios' as const, browser: 'safari' as const, deviceId: 'iphone-1' },
}
const asked = { variant: 'default' as const, asked: 3, lastAskedAt: '2026-11-20T09:00:00.000Z' }

describe('what would change an answer', () => {
  it('is Bluetooth, for a phone that holds the passkey; or a passkey here', () => {
    const told = tellFlips({ client: 'chrome-windows-11-no-bluetooth', history: { credentials: [iPhone] } })
    expect(told).toContain('with Bluetooth on: cross-device')
    expect(told).toContain('after one success with a passkey here: passkey')
    expect(told[0]).toBe('with Bluetooth on: cross-device')
    // The newest browser has no Bluetooth either.
    expect(told.filter((line) => line.includes('newest') && line.endsWith('cross-device'))).toEqual([])
  })

  it('is a browser in the place of an app', () => {
    const told = tellFlips({ client: 'instagram-ios', history: { credentials: [iPhone] } })
    expect(told).toContain('in the newest Safari, with the system that belongs to it: passkey')
  })

  it('is an update of the system', () => {
    const told = tellFlips({ client: 'safari-ios-15', history: { credentials: [iPhone] } })
    expect(told).toContain('with the system updated: passkey')
  })

  it('is a browser that is known again', () => {
    const aaguid = '08987058-cadc-4b81-b6e1-30de50dcbe96'
    const windowsHello = {
      id: 'hello',
      aaguid,
      transports: ['internal'],
      backupEligible: false,
      backupState: false,
    }
    const { os, browser } = { os: 'windows', browser: 'chrome' } as const
    const told = tellFlips({
      // A login would get suggestions in any case; a step-up has no field to show them in.
      purpose: 'step-up',
      client: 'chrome-windows-11',
      deviceId: '',
      history: {
        credentials: [{ ...windowsHello, madeOn: { os, browser, deviceId: 'pc-1' } }],
        // Of another version: a PC that has been updated since, or another one.
        devices: [{ id: 'pc-1', os, osVersion: '10', browser, provenAt: '2026-11-01T00:00:00.000Z' }],
        events: [
          { credentialId: 'hello', deviceId: 'pc-1', kind: 'succeeded-here', at: '2026-11-01T00:00:00.000Z' },
        ],
      },
    })
    expect(told).toContain('had this browser kept what it was known by: passkey')
  })

  it('is the state of the account', () => {
    const login = { client: 'safari-ios-26', history: { credentials: [iPhone] } }
    expect(tellFlips({ ...login, state: 'locked' })).toContain('with an active account: passkey')
  })

  it('is a kill switch that is off', () => {
    const login = { client: 'safari-ios-26', history: { credentials: [iPhone] } }
    const switches = [{ name: 'all', on: true, reason: 'incident 7' }]
    expect(tellFlips({ ...login, policy: { switches } })).toEqual(['with the kill switches off: passkey'])
  })
})

describe('what would change whether a passkey is offered', () => {
  const login = { client: 'firefox-windows', purpose: 'registration' as const, justUsed: 'email-otp' }

  it('is time, where the user was asked often', () => {
    const told = tellFlips({ ...login, history: { registrationAsks: [asked] } })
    expect(told).toContain('in 30 days: offer')
    expect(told).toContain('had the user never been asked before: offer')
  })

  it('is two things together, where neither does it alone', () => {
    const told = tellFlips({ ...login, users: 4, history: { registrationAsks: [asked] } })
    expect(told).toContain("on a device of one's own and in 30 days: offer")
    expect(told).not.toContain('in 30 days: offer')
  })

  it('is the way of the login', () => {
    const onIPhone = { ...login, client: 'safari-ios-26' }
    expect(tellFlips(onIPhone)).toContain('after a password login: conditional')
  })
})

describe('the page about decisions', () => {
  const page = readFileSync(new URL('../../../rules/decisions.md', import.meta.url), 'utf8')
  const section = page.split(/^## /m).find((text) => text.startsWith('What would change it\n')) ?? ''
  const rows = [...section.matchAll(/^\| (.+?) \| `([a-z0-9-]+)` \| (\w+) \| (yes)? ?\|$/gm)]

  it('publishes every change that is tried, and no other, in its order', () => {
    const triedFor = { authentication: 'login', registration: 'registration', 'step-up': 'login' }
    expect(
      rows.map(([, change, id, purpose, pair]) => ({ change, id, purpose, paired: pair === 'yes' })),
    ).toEqual(
      flipChanges.map(({ change, id, purposes, paired }) => ({
        change,
        id,
        purpose: purposes?.[0] === undefined ? 'all' : triedFor[purposes[0]],
        paired,
      })),
    )
  })

  it('tells how often one explanation decides again', () => {
    expect(mostRedecisions).toBe(200)
    expect(section).toContain('at\nmost 200 times again')
  })
})

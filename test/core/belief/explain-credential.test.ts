import { describe, expect, it } from 'vitest'
import { explainCredential } from '../../../src/core/belief/explain-credential.ts'
import { buildQuestion, daysAgo, iphonePasskey, macSafari, managerPasskey } from './situation.ts'

const explain = (question: ReturnType<typeof buildQuestion>) => {
  const [credential] = question.history.credentials
  return credential === undefined ? [] : explainCredential(question, credential.id)
}

describe('the explanation of a belief', () => {
  it('tells provider, reach and phone where nothing has happened yet', () => {
    expect(explain(buildQuestion({ credentials: [iphonePasskey] }, { platform: macSafari }))).toEqual([
      'kept by iCloud Keychain (by its AAGUID)',
      'its provider syncs to this client: 85 % before any evidence from this device',
      'by phone: it was made on a phone: 95 %',
    ])
  })
  it('tells of logins without it on other devices, and where it has worked lately', () => {
    const question = (lastSeen: number) =>
      buildQuestion(
        {
          credentials: [{ ...iphonePasskey, createdAt: daysAgo(90) }],
          devices: [
            {
              id: 'old-mac',
              os: 'macos',
              browser: 'safari',
              firstSeenAt: daysAgo(80),
              lastSeenAt: daysAgo(lastSeen),
              loginDays: 40,
            },
          ],
          events: [{ credentialId: 'icloud', deviceId: 'old-mac', kind: 'succeeded-here', at: daysAgo(20) }],
        },
        { platform: macSafari },
      )
    expect(explain(question(20))).toContain(
      "of this person's other devices, passkeys kept with it worked on 1, lately on this very system: 95 %",
    )
    const lines = explain(question(0))
    expect(lines).toContain(
      'logins without it on other devices like this one on 5 days or more since it was last used',
    )
    expect(lines.at(-1)).toBe(
      'by phone: it was made on a phone, nothing heard of it for 20 days, from a week after that on, logins without it on other devices on 7 days or more: 48 %',
    )
  })
  it.each([
    [{ weight: 0.5, elapsedMs: 2_199 }, ' after 2.1 s on Windows: counts half: 60 % to 34 %'],
    [{ weight: 0.1, elapsedMs: 1_000 }, ' after 1 s on Windows: counts a tenth: 60 % to 55 %'],
    [{ weight: 0.4 }, ': counts 40 %: 60 % to 39 %'],
    [{ weight: 1, elapsedMs: 300_000 }, ' after 5 min on Windows: 60 % to 15 %'],
    [{}, ': 60 % to 15 %'],
  ])('tells why a failure was weighed so: %j', (more, told) => {
    const event = {
      credentialId: 'manager',
      deviceId: 'pc',
      kind: 'cancelled' as const,
      at: daysAgo(0),
      ...more,
    }
    const devices = [{ id: 'pc', os: 'windows' as const, firstSeenAt: daysAgo(9), lastSeenAt: daysAgo(0) }]
    const question = buildQuestion(
      { credentials: [managerPasskey], devices, events: [event] },
      { deviceId: 'pc' },
    )
    expect(explain(question)[2]).toBe(
      `${daysAgo(0).slice(0, 10)}: the dialog was cancelled on this device${told}`,
    )
  })
  it('tells every step from the prior to a rest', () => {
    const events = [40, 39].map((days) => ({
      credentialId: 'manager',
      deviceId: 'pc',
      kind: 'abandoned' as const,
      at: daysAgo(days),
    }))
    const probe = { credentialId: 'manager', deviceId: 'pc', kind: 'cancelled' as const, at: daysAgo(5) }
    const question = buildQuestion(
      { credentials: [managerPasskey], events: [...events, probe] },
      { deviceId: 'pc' },
    )
    expect(explain(question)).toEqual([
      'kept by 1Password (by its AAGUID)',
      'its manager syncs everywhere, where it is installed and unlocked: 60 % before any evidence from this device',
      '2026-10-12: the dialog was given up after a long look, or ran into its timeout, on this device: 60 % to 5 %',
      '2026-10-13: the dialog was given up after a long look, or ran into its timeout, on this device: 5 % to under 1 %',
      '2026-11-16: the dialog was cancelled on this device: 4 % to under 1 %',
      'now: 1 %',
      'it should be here but fails: suspected gone from this device',
      'rests on this device until 2027-01-15',
      'by phone: its provider has a phone app, which may or may not be installed: 20 %',
    ])
  })
  it('gives no lines for a passkey the history does not have', () => {
    const [known] = buildQuestion({ credentials: [managerPasskey] }).history.credentials
    expect(known === undefined ? null : explainCredential(buildQuestion({}), known.id)).toEqual([])
  })
})

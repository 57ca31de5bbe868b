import type { ClientSignals } from '../contract/decision.ts'
import type { ClientsFile, Fixture, PasskeysFile } from '../contract/fixture-files.ts'
import type { ExplainRequest, HistoryInput } from '../contract/history-input.ts'

/** All fixture files, read and checked. */
export interface FixtureSuite {
  readonly clients: ClientsFile['clients']
  readonly passkeys: PasskeysFile['passkeys']
  readonly fixtures: readonly LocatedFixture[]
}

export interface LocatedFixture {
  readonly fixture: Fixture
  /** Path below `fixtures/`, with `/`. */
  readonly file: string
}

/** The moment at which fixtures happen unless they say otherwise. */
export const fixtureNow = '2026-11-21T09:00:00.000Z'

/** A fixture written out: exactly what could be posted to `/v1/decisions/explain`. */
export interface ExpandedFixture extends LocatedFixture {
  readonly request: ExplainRequest & { readonly now: string }
}

/** Replaces names by what they stand for; an unknown name is a problem in words, never an exception. */
export function expandFixture(
  located: LocatedFixture,
  suite: FixtureSuite,
): ExpandedFixture | { readonly problem: string } {
  const { fixture, file } = located
  const client = fixture.client === undefined ? undefined : suite.clients[fixture.client]
  if (fixture.client !== undefined && client === undefined) {
    return { problem: `${file}: fixture \`${fixture.id}\` names the unknown client \`${fixture.client}\`` }
  }
  const credentials: NonNullable<HistoryInput['credentials']>[number][] = []
  for (const text of fixture.passkeys ?? []) {
    const [name = '', deviceId] = text.split('@')
    const passkey = suite.passkeys[name]
    if (passkey === undefined) {
      return { problem: `${file}: fixture \`${fixture.id}\` names the unknown passkey \`${name}\`` }
    }
    const { note: _note, ...record } = passkey
    credentials.push(deviceId === undefined ? record : { ...record, madeOn: { ...record.madeOn, deviceId } })
  }
  const history = fixture.history ?? {}
  const signals: ClientSignals = { ...client?.signals, ...fixture.signals }
  const user = fixture.user ?? (fixture.passkeys || fixture.history ? { id: 'u-1' } : undefined)
  return {
    fixture,
    file,
    request: {
      purpose: fixture.purpose ?? 'authentication',
      signals,
      ...(user && { user }),
      ...(fixture.device?.id !== undefined && { device: { id: fixture.device.id } }),
      ...(fixture.context && { context: fixture.context }),
      history: { ...history, credentials: [...credentials, ...(history.credentials ?? [])] },
      now: fixture.now ?? fixtureNow,
    },
  }
}

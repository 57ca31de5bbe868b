import type { ClientSignals } from '../contract/decision.ts'
import type { Fixture } from '../contract/fixture-files.ts'
import type { OsName } from '../contract/words.ts'
import type { ClientPlatform, Policy } from '../core/index.ts'
import type { FixtureSuite } from '../files/load-fixture-suite.ts'
import { expandFixture, findByName } from './expand-fixture.ts'
import type { ClientExplanation } from './explain-client.ts'
import { runFixture } from './run-fixture.ts'

/** Whose passkeys a system makes by itself; Linux makes none. */
const homePasskeys: Readonly<Record<OsName, string | null>> = {
  windows: 'windows-hello',
  macos: 'icloud-mac',
  ios: 'icloud-iphone',
  ipados: 'icloud-iphone',
  android: 'google-android',
  chromeos: 'google-chrome-desktop',
  linux: null,
  other: null,
}

/** The logins that tell most about a client, by their names in `fixtures/situations/`. */
function listTypicalSituations({ os }: ClientPlatform): readonly string[] {
  const home = homePasskeys[os]
  return [
    'unidentified',
    'no-passkey',
    ...(home === null ? [] : [`${home}-made-here`, `${home}-used-here`]),
    'windows-hello-elsewhere',
    'icloud-iphone-elsewhere',
    'google-android-elsewhere',
    '1password-elsewhere',
    'security-key',
    'registration-no-passkey',
  ]
}

/** What would happen on a client in typical situations; those that the folder of fixtures does not have are left out. */
export function runSituations(
  signals: ClientSignals,
  platform: ClientPlatform,
  suite: FixtureSuite,
  policy: Policy,
): ClientExplanation['situations'] {
  return listTypicalSituations(platform).flatMap((name) => {
    const situation = findByName(suite.situations, name)
    if (situation === undefined) return []
    const { title, note: _note, ...asked } = situation
    const told = { because: 'asked by hand', source: 'asked by hand', certainty: 'low', expect: {} } as const
    const fixture: Fixture = { id: name, title, ...told, ...asked, signals }
    const expanded = expandFixture({ fixture, file: '' }, suite)
    if ('problem' in expanded) return []
    const { purpose, action, reason, rule } = runFixture(expanded, policy).decision
    return [{ situation: name, title, purpose, action, reason, rule: rule?.name ?? null }]
  })
}

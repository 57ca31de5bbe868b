import fc from 'fast-check'
import {
  browserNames,
  certainties,
  deviceTypes,
  osNames,
  type supportFeatures,
} from '../../src/contract/words.ts'
import type { ProviderReach, ProviderReachOf } from '../../src/core/belief/provider-reach.ts'
import type { ClientPlatform } from '../../src/core/platform/client-platform.ts'
import type { MatchedIssue, PlatformSupport } from '../../src/core/platform/platform-support.ts'
import { aaguids } from '../../src/proof/arbitraries/history.ts'

export const clientPlatform: fc.Arbitrary<ClientPlatform> = fc.record({
  os: fc.constantFrom(...osNames),
  osVersion: fc.constantFrom('11', '10', '18.6', 'unknown'),
  osVersionSource: fc.constantFrom('hint' as const, 'none' as const),
  osVersionAtLeast: fc.constant(null),
  browser: fc.constantFrom(...browserNames.slice(0, 6)),
  browserMajor: fc.constantFrom(157, 'unknown' as const),
  browserVersion: fc.constantFrom('157.0', 'unknown' as const),
  deviceType: fc.constantFrom(...deviceTypes),
  webview: fc.constantFrom(null, 'instagram'),
  bot: fc.boolean(),
  conflicts: fc.constantFrom([], ['hints-os']),
})

/** A support record in which every feature has the given value, unless `values` says otherwise. */
export function buildSupport(
  values: Partial<Record<(typeof supportFeatures)[number], boolean | 'unknown'>> = {},
  thirdPartyProviders: PlatformSupport['thirdPartyProviders']['value'] = 'unknown',
): PlatformSupport {
  const statement = (feature: (typeof supportFeatures)[number]) =>
    ({ value: values[feature] ?? 'unknown', source: 'knowledge' }) as const
  return {
    webauthn: statement('webauthn'),
    platformAuthenticator: statement('platformAuthenticator'),
    platformPasskeys: statement('platformPasskeys'),
    conditionalGet: statement('conditionalGet'),
    conditionalCreate: statement('conditionalCreate'),
    hybridClient: statement('hybridClient'),
    hybridAuthenticator: statement('hybridAuthenticator'),
    immediateGet: statement('immediateGet'),
    signalMethods: statement('signalMethods'),
    getClientCapabilities: statement('getClientCapabilities'),
    hints: statement('hints'),
    relatedOrigins: statement('relatedOrigins'),
    passkeySync: { value: 'unknown', source: 'none' },
    thirdPartyProviders: { value: thirdPartyProviders, source: 'knowledge' },
  }
}

const tristate = fc.constantFrom(true, false, 'unknown' as const)

export const platformSupport: fc.Arbitrary<PlatformSupport> = fc
  .record({ webauthn: tristate, hybridClient: tristate, immediateGet: tristate })
  .chain((values) =>
    fc
      .constantFrom('system' as const, 'extension' as const, 'none' as const, 'unknown' as const)
      .map((providers) => buildSupport(values, providers)),
  )

export const matchedIssue: fc.Arbitrary<MatchedIssue> = fc.record({
  id: fc.constantFrom('KI-01', 'KI-02'),
  effect: fc.constant('it breaks'),
  advice: fc.constantFrom('no-ceremony' as const, 'no-hybrid' as const, 'try-once' as const, 'note' as const),
  certainty: fc.constantFrom(...certainties),
  source: fc.constant('made up'),
})

const providerReach: fc.Arbitrary<ProviderReach> = fc.record({
  provider: fc.option(
    fc.record({
      id: fc.constantFrom(
        'apple-passwords',
        'google-password-manager',
        'windows-hello',
        '1password',
        'yubikey',
      ),
      name: fc.constant('A Provider'),
      sync: fc.constantFrom('synced' as const, 'device-bound' as const, 'unknown' as const),
      kind: fc.constantFrom('ecosystem' as const, 'manager' as const, 'security-key' as const),
    }),
    { nil: null, freq: 4 },
  ),
  inferred: fc.boolean(),
  here: fc.constantFrom('yes' as const, 'conditional' as const, 'no' as const, 'unknown' as const),
  phones: fc.subarray(['ios' as const, 'ipados' as const, 'android' as const]),
})

/** Any knowledge of providers: what it says of an AAGUID it says every time. */
export const providerReachOf: fc.Arbitrary<ProviderReachOf> = fc
  .array(providerReach, { minLength: aaguids.length + 1, maxLength: aaguids.length + 1 })
  .map((table) => (credential) => {
    const index = aaguids.indexOf(credential.aaguid)
    const found = table.at(index)
    if (found === undefined) throw new Error('the table has a row for each AAGUID and one for none')
    return found
  })

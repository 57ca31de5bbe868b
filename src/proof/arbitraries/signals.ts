import fc from 'fast-check'
import type { ClientSignals } from '../../contract/decision.ts'
import type { RawSignals } from '../../core/index.ts'
import { anyCharacter } from './any-character.ts'

const capabilityNames = [
  'conditionalCreate',
  'conditionalGet',
  'hybridTransport',
  'immediateGet',
  'passkeyPlatformAuthenticator',
  'relatedOrigins',
  'signalAllAcceptedCredentials',
  'userVerifyingPlatformAuthenticator',
  'extension:prf',
]
const capabilities = fc.oneof(
  fc.dictionary(fc.constantFrom(...capabilityNames), fc.boolean(), { noNullPrototype: true }),
  // Still few clients of the fixtures report it.
  fc.constant({ immediateGet: true }),
)

const inAppTokens = [
  ' Instagram 300.0.0.0',
  ' [FBAN/FBIOS;FBAV/400.0]',
  '; wv',
  ' GSA/300.0',
  ' Electron/30.0',
]

const probes = {
  webauthn: fc.boolean(),
  userVerifyingPlatformAuthenticator: fc.boolean(),
  conditionalMediation: fc.boolean(),
  bluetooth: fc.boolean(),
  maxTouchPoints: fc.constantFrom(0, 1, 5, 256),
}

const signalNames = [
  'userAgent',
  'clientHints',
  'clientCapabilities',
  'webauthn',
  'userVerifyingPlatformAuthenticator',
  'conditionalMediation',
  'bluetooth',
  'maxTouchPoints',
  'platform',
] as const

const rarely = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 })

/** What clients say: as real ones do (`realSignals`: at least one), bent, or made up. */
export function drawSignals(realSignals: readonly ClientSignals[]): fc.Arbitrary<RawSignals> {
  const realAgents = [...new Set(realSignals.flatMap(({ userAgent }) => userAgent ?? []))]
  const realAgent = fc.constantFrom(...realAgents)

  /** User agents as they come from proxies, spoofers and fuzzers: cut, spliced, with other digits, or anything. */
  const garbledAgent: fc.Arbitrary<string> = fc.oneof(
    fc.tuple(realAgent, fc.nat({ max: 200 })).map(([agent, end]) => agent.slice(0, end)),
    fc.tuple(realAgent, realAgent, fc.nat({ max: 150 })).map(([a, b, at]) => a.slice(0, at) + b.slice(at)),
    fc.tuple(realAgent, fc.nat({ max: 9 })).map(([agent, digit]) => agent.replace(/\d/g, String(digit))),
    fc.tuple(realAgent, fc.constantFrom(...inAppTokens)).map(([agent, token]) => agent + token),
    fc.string({ unit: anyCharacter, maxLength: 60 }),
  )

  const headerText = fc.oneof(
    fc.constantFrom(
      '"Chromium";v="151", "Google Chrome";v="151"',
      '"Windows"',
      '"macOS"',
      '"19.0.0"',
      '?0',
      '"',
    ),
    fc.string({ maxLength: 40 }),
  )
  const headers = fc.dictionary(
    fc.constantFrom('user-agent', 'sec-ch-ua', 'sec-ch-ua-platform', 'sec-ch-ua-platform-version'),
    fc.oneof(realAgent, headerText, fc.array(headerText, { maxLength: 2 })),
    { noNullPrototype: true },
  )

  /** A client of the fixtures, with signals dropped, probes flipped, capabilities changed, parts of another client. */
  const mutatedSignals: fc.Arbitrary<RawSignals> = fc
    .record({
      base: fc.constantFrom(...realSignals),
      dropped: rarely(fc.subarray([...signalNames])),
      probes: rarely(fc.record(probes, { requiredKeys: [] })),
      capabilities: fc.option(capabilities, { nil: undefined, freq: 2 }),
      userAgent: fc.option(garbledAgent, { nil: undefined, freq: 1 }),
      other: rarely(fc.constantFrom(...realSignals)),
      borrowed: fc.subarray(['clientHints', 'clientCapabilities', 'platform'] as const),
      headers: fc.option(headers, { nil: undefined, freq: 1 }),
    })
    .map(({ base, dropped, probes, capabilities, userAgent, other, borrowed, headers }) => {
      const changed: RawSignals = {
        ...base,
        ...probes,
        ...(capabilities && { clientCapabilities: { ...base.clientCapabilities, ...capabilities } }),
        ...(userAgent !== undefined && { userAgent }),
        ...Object.fromEntries(
          borrowed.flatMap((name) => (other?.[name] === undefined ? [] : [[name, other[name]]])),
        ),
      }
      const kept = Object.fromEntries(
        Object.entries(changed).filter(([name]) => !dropped?.some((gone) => gone === name)),
      )
      return { ...kept, ...(headers && { headers }) }
    })

  /** The user agent of one client, the rest of another: often two systems in one. */
  const contradictorySignals: fc.Arbitrary<RawSignals> = fc
    .tuple(fc.constantFrom(...realSignals), fc.constantFrom(...realSignals))
    .map(([one, other]) => ({ ...one, ...(other.userAgent && { userAgent: other.userAgent }) }))

  /** Whatever else passes the schema. */
  const garbageSignals: fc.Arbitrary<RawSignals> = fc.record(
    {
      userAgent: fc.oneof(garbledAgent, fc.string({ maxLength: 2048 })),
      clientHints: fc.dictionary(
        fc.oneof(
          fc.constantFrom('brands', 'platform', 'platformVersion', 'mobile', 'model', 'fullVersionList'),
          fc.string({ maxLength: 64 }),
        ),
        fc.jsonValue({ maxDepth: 2 }),
      ),
      clientCapabilities: fc.dictionary(
        fc.oneof(fc.constantFrom(...capabilityNames), fc.string({ maxLength: 64 })),
        fc.jsonValue({ maxDepth: 1 }),
      ),
      ...probes,
      platform: fc.oneof(fc.constantFrom('MacIntel', 'Win32', 'iPhone', 'Linux armv8l'), fc.string()),
      headers,
    },
    { requiredKeys: [] },
  )

  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<RawSignals>(...realSignals) },
    { weight: 5, arbitrary: mutatedSignals },
    { weight: 2, arbitrary: contradictorySignals },
    { weight: 1, arbitrary: garbageSignals },
  )
}

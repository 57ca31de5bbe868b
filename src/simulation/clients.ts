import type { ClientSignals } from '../contract/decision.ts'
import {
  assess,
  type ClientPlatform,
  emptyHistory,
  type PlatformSupport,
  type Policy,
  providerReachHere,
  readSignals,
} from '../core/index.ts'
import { buildSignals, type ClientTraits } from './build-signals.ts'

/** One kind of client, with what it truly can do: what the knowledge base says, for nobody knows better. */
export interface SimulatedClient {
  readonly traits: ClientTraits
  readonly signals: ClientSignals
  readonly platform: ClientPlatform
  readonly support: PlatformSupport
  /** `windows/chrome`, for tables. */
  readonly label: string
  readonly canConditional: boolean
  readonly canImmediate: boolean
  readonly canHybrid: boolean
  /** False inside apps that cannot, and in clients without WebAuthn. */
  readonly canLocal: boolean
  /** Whether the client can ever get at a provider's passkeys, given what has to be switched on. */
  readonly reaches: (provider: string) => boolean
}

export type FindClient = (traits: ClientTraits) => SimulatedClient

/** Hands out clients, the very same object for the same traits, so that what is worked out is remembered. */
export function createClients(policy: Policy, now: number): FindClient {
  const known = new Map<string, SimulatedClient>()
  return (traits) => {
    const key = `${traits.os} ${traits.browser} ${traits.older} ${traits.bluetooth} ${traits.authenticator} ${traits.immediate}`
    const found = known.get(key)
    if (found !== undefined) return found
    const client = buildClient(traits, policy, now)
    known.set(key, client)
    return client
  }
}

function buildClient(traits: ClientTraits, policy: Policy, now: number): SimulatedClient {
  const signals = buildSignals(traits)
  const { platform, support } = assess(
    {
      purpose: 'authentication',
      signals,
      user: null,
      device: { id: null, proven: false, users: 0 },
      context: {},
      history: emptyHistory,
    },
    policy,
    now,
  )
  const read = readSignals(signals)
  const reachable = new Map<string, boolean>()
  const canLocal = traits.browser !== 'in-app' && support.webauthn.value !== false
  return {
    traits,
    signals,
    platform,
    support,
    label: `${traits.os}/${traits.browser}`,
    canLocal,
    canConditional: canLocal && support.conditionalGet.value === true,
    canImmediate: canLocal && support.immediateGet.value === true,
    canHybrid:
      canLocal && support.hybridClient.value === true && (traits.bluetooth || traits.os === 'android'),
    reaches(provider) {
      let answer = reachable.get(provider)
      if (answer === undefined) {
        const known = policy.knowledge.providers.get(provider)
        answer =
          known !== undefined &&
          providerReachHere(known, platform, support, policy.knowledge, read).answer !== 'no'
        reachable.set(provider, answer)
      }
      return answer
    },
  }
}

import type { ClientPlatform } from '../platform/client-platform.ts'
import { identifyProvider } from '../platform/identify-provider.ts'
import type { Knowledge, Provider } from '../platform/knowledge.ts'
import type { PlatformSupport } from '../platform/platform-support.ts'
import { providerPhones, providerReachHere, type TableReach } from '../platform/provider-reach.ts'
import type { Signals } from '../signals/signals.ts'
import {
  type PhoneOs,
  type ProviderIdentity,
  type ProviderReach,
  type ProviderReachOf,
  unknownProviderReach,
} from './provider-reach.ts'

/** Who keeps a credential and whether this client can get at it, as the knowledge base says. */
export function lookUpProvider(
  platform: ClientPlatform,
  support: PlatformSupport,
  knowledge: Knowledge,
  signals: Signals,
): ProviderReachOf {
  const known = rememberedReaches(support)
  return (credential) => {
    const identified = identifyProvider(credential, knowledge)
    if (identified === null) return unknownProviderReach
    const { provider, inferred } = identified
    const remembered = known.get(provider)
    if (remembered !== undefined && remembered.inferred === inferred) return remembered
    const reach = describeReach(
      provider,
      inferred,
      providerReachHere(provider, platform, support, knowledge, signals),
    )
    known.set(provider, reach)
    return reach
  }
}

/**
 * By the support of a client, which is itself remembered, then by provider: both belong to one knowledge base, so what
 * is found here is what would be worked out again, and it goes when the client is forgotten.
 */
const reaches = new WeakMap<PlatformSupport, Map<Provider, ProviderReach>>()

function rememberedReaches(support: PlatformSupport): Map<Provider, ProviderReach> {
  let known = reaches.get(support)
  if (known === undefined) {
    known = new Map()
    reaches.set(support, known)
  }
  return known
}

const describeReach = (provider: Provider, inferred: boolean, here: TableReach): ProviderReach => ({
  provider: { id: provider.id, name: provider.name, sync: syncs[provider.sync], kind: kinds[provider.kind] },
  inferred,
  here: here.answer,
  requires: here.requires,
  phones: providerPhones(provider)
    .map(({ os }) => os)
    .filter(isPhone),
  ...(here.through !== null && { through: here.through }),
  ...(here.ref !== null && { source: here.ref }),
})

const syncs = {
  synced: 'synced',
  'device-bound': 'device-bound',
  // A file that may lie in a cloud folder, and sync that sources contradict: nobody can tell.
  'file-dependent': 'unknown',
  contested: 'unknown',
  unknown: 'unknown',
} as const satisfies Readonly<Record<Provider['sync'], ProviderIdentity['sync']>>

const kinds = {
  system: 'ecosystem',
  browser: 'ecosystem',
  manager: 'manager',
  key: 'security-key',
} as const satisfies Readonly<Record<Provider['kind'], ProviderIdentity['kind']>>

const isPhone = (os: string): os is PhoneOs => os === 'ios' || os === 'ipados' || os === 'android'

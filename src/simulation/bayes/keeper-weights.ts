import type { CredentialRecord } from '../../core/index.ts'
import type { SimulatedClient } from '../clients.ts'
import type { StoreName } from '../life.ts'
import { aaguids } from '../make-credential.ts'
import type { Parameters } from '../priors.ts'

export const storeNames = [
  'icloud',
  'google',
  'hello',
  'manager',
  'browser',
  'key',
] as const satisfies readonly StoreName[]

/** How likely a passkey is kept in which store, in the order of `storeNames`. */
export type StoreWeights = number[]

/** The place of making, as far as it was told or can be concluded. */
export interface MadeOn {
  readonly os: string
  readonly browser: string
}

/** What the record and the place of making say of who keeps a passkey, to somebody who knows the world. */
export function weighStores(record: CredentialRecord, madeOn: MadeOn | null, p: Parameters): StoreWeights {
  const told = record.aaguid
  if (told !== null) return only(storeOfAaguid(told))
  const weights = madeOn === null ? weighUnplaced(p) : weighPlace(madeOn, p)
  if (record.authenticatorAttachment === 'cross-platform') return only('key')
  const { transports, backupEligible } = record
  const isBound = backupEligible === false || (transports.length > 0 && !transports.includes('hybrid'))
  const isSynced = backupEligible === true || transports.includes('hybrid')
  const left = weights.map((weight, i) => {
    const store = storeNames[i]
    const bound = store === 'hello' || store === 'browser' || store === 'key'
    if (transports.includes('usb')) return store === 'key' ? 1 : 0
    if (isBound) return bound && !(transports.includes('internal') && store === 'key') ? weight : 0
    return isSynced && bound ? 0 : weight
  })
  const sum = left.reduce((total, weight) => total + weight, 0)
  return sum === 0 ? weights : left.map((weight) => weight / sum)
}

const only = (store: StoreName): StoreWeights => storeNames.map((name) => (name === store ? 1 : 0))

function storeOfAaguid(aaguid: string): StoreName {
  if (aaguid === aaguids['icloud-keychain']) return 'icloud'
  if (aaguid === aaguids['google-password-manager']) return 'google'
  if (aaguid === aaguids['windows-hello']) return 'hello'
  return aaguid === aaguids['chrome-profile-mac'] ? 'browser' : 'manager'
}

/** The choice that people of this world make on such a client (`live-life.ts`), averaged over what is not seen. */
function weighPlace({ os, browser }: MadeOn, p: Parameters): StoreWeights {
  const installed = p.managerEverywhere * 0.95 + (1 - p.managerEverywhere) * 0.45
  const takes = p.managerUsers * installed * 0.75
  const rest = 1 - takes
  const google = p.googleInChrome
  switch (os) {
    case 'ios':
    case 'ipados':
      return [rest, 0, 0, takes, 0, p.keyUsers * 0.1]
    case 'android':
    case 'chromeos':
      return [0, rest, 0, takes, 0, p.keyUsers * 0.1]
    case 'macos':
      if (browser !== 'chrome') return [rest, 0, 0, takes, 0, p.keyUsers * 0.3]
      return [rest * 0.6, rest * 0.3 * google, 0, takes, rest * 0.15, p.keyUsers * 0.3]
    case 'windows':
      return [0, browser === 'chrome' ? rest * 0.5 * google : 0, rest * 0.65, takes, 0, p.keyUsers * 0.5]
    default:
      return [0, browser === 'chrome' ? google : 0, 0, takes, 0, p.keyUsers]
  }
}

function weighUnplaced(p: Parameters): StoreWeights {
  const takes = p.managerUsers * 0.5
  const apple = p.iphone * p.mobileUse + p.mac + p.ipad * 0.4
  const android = p.android * p.mobileUse
  const windows = p.homePc + p.workPc * 1.2
  const sum = apple + android + windows
  const rest = (1 - takes) / sum
  return [apple * rest, (android + windows * 0.2) * rest, windows * 0.65 * rest, takes, 0.02, p.keyUsers]
}

/** The provider whose reach stands for a store. */
export const providerOf: Readonly<Record<StoreName, string>> = {
  icloud: 'icloud-keychain',
  google: 'google-password-manager',
  hello: 'windows-hello',
  manager: '1password',
  browser: 'chrome-profile-mac',
  key: 'security-key',
}

export const reachesStore = (client: SimulatedClient, store: StoreName): boolean =>
  store === 'key' ? client.canLocal : client.canLocal && client.reaches(providerOf[store])

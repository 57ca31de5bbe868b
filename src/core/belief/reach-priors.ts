import type { ReachClass } from '../../contract/words.ts'

/** Why a credential was put into its reach class; the sentence for people is in `explain-credential.ts`. */
export type ReachGround =
  | 'security-key'
  | 'worked-here'
  | 'made-here'
  | 'ecosystem-reaches'
  | 'ecosystem-if-signed-in'
  | 'ecosystem-perhaps'
  | 'ecosystem-unreachable'
  | 'ecosystem-elsewhere'
  | 'manager-syncs'
  | 'manager-by-file'
  | 'manager-unreachable'
  | 'ecosystem-as-guest'
  | 'synced-somehow-here'
  | 'synced-somehow-elsewhere'
  | 'synced-in-this-browser'
  | 'synced-in-other-browser'
  | 'synced-by-google-perhaps'
  | 'synced-hardly-on-computer'
  | 'maybe-this-machine'
  | 'second-browser'
  | 'perhaps-cleared'
  | 'used-in-turns'
  | 'same-os-machine'
  | 'unsaid-machine'
  | 'unsaid-os-machine'
  | 'bound-to-other-os'
  | 'bound-to-phone'
  | 'synced-nobody-says-where'
  | 'nothing-told'
  | 'nothing-told-same-os'
  | 'nothing-told-elsewhere'

/** A reach class with the probability that it means "usable here", before any evidence from this device. */
export interface Reach {
  readonly class: ReachClass
  /** P(usable here), 0 to 1. */
  readonly prior: number
  readonly ground: ReachGround
  /** What had been expected before logins by other means spoke against it; left out: the prior. */
  readonly expected?: number
}

const reach = <Ground extends ReachGround>(name: ReachClass, prior: number, ground: Ground) => ({
  class: name,
  prior,
  ground,
})

/**
 * The reach classes and their priors: starting points to be overruled by measurement. The seven figures of the
 * published model stand as they are; the others lie between them, for credentials of which less is known. Two kinds were
 * measured by `keywise bench decisions` over seven worlds: passkeys of which nobody says where they were made (there in 47
 * to 66 % of logins), and those that may be on this very machine under another id (72 % where storage may have been cleared,
 * 35 % in a second browser). `synced-in-this-browser` (68 %) is kept below .5, where rules for its class begin to ask.
 * INVARIANT: `worked-here` is the highest, so that a success can only raise an estimate.
 */
export const reaches = {
  'worked-here': reach('used-here', 0.97, 'worked-here'),
  'made-here': reach('made-here', 0.95, 'made-here'),
  'ecosystem-reaches': reach('same-ecosystem', 0.85, 'ecosystem-reaches'),
  'ecosystem-perhaps': reach('same-ecosystem', 0.7, 'ecosystem-perhaps'),
  'ecosystem-if-signed-in': reach('same-ecosystem', 0.55, 'ecosystem-if-signed-in'),
  'synced-somehow-here': reach('same-ecosystem', 0.6, 'synced-somehow-here'),
  'synced-in-this-browser': reach('same-ecosystem', 0.49, 'synced-in-this-browser'),
  'manager-syncs': reach('manager', 0.6, 'manager-syncs'),
  'ecosystem-as-guest': reach('manager', 0.35, 'ecosystem-as-guest'),
  'manager-by-file': reach('manager', 0.3, 'manager-by-file'),
  'security-key': reach('roaming', 0.3, 'security-key'),
  'maybe-this-machine': reach('same-os-unknown-machine', 0.5, 'maybe-this-machine'),
  'synced-nobody-says-where': reach('same-os-unknown-machine', 0.55, 'synced-nobody-says-where'),
  'synced-in-other-browser': reach('same-os-unknown-machine', 0.15, 'synced-in-other-browser'),
  'synced-hardly-on-computer': reach('same-os-unknown-machine', 0.15, 'synced-hardly-on-computer'),
  'nothing-told': reach('same-os-unknown-machine', 0.45, 'nothing-told'),
  'nothing-told-same-os': reach('same-os-unknown-machine', 0.5, 'nothing-told-same-os'),
  'second-browser': reach('same-os-unknown-machine', 0.3, 'second-browser'),
  'perhaps-cleared': reach('same-os-unknown-machine', 0.6, 'perhaps-cleared'),
  'used-in-turns': reach('same-os-unknown-machine', 0.06, 'used-in-turns'),
  'same-os-machine': reach('same-os-unknown-machine', 0.15, 'same-os-machine'),
  'unsaid-machine': reach('same-os-unknown-machine', 0.5, 'unsaid-machine'),
  'unsaid-os-machine': reach('same-os-unknown-machine', 0.1, 'unsaid-os-machine'),
  'synced-by-google-perhaps': reach('foreign-ecosystem', 0.3, 'synced-by-google-perhaps'),
  'synced-somehow-elsewhere': reach('foreign-ecosystem', 0.08, 'synced-somehow-elsewhere'),
  'nothing-told-elsewhere': reach('foreign-ecosystem', 0.05, 'nothing-told-elsewhere'),
  'ecosystem-elsewhere': reach('foreign-ecosystem', 0.05, 'ecosystem-elsewhere'),
  'ecosystem-unreachable': reach('foreign-ecosystem', 0.02, 'ecosystem-unreachable'),
  'manager-unreachable': reach('foreign-ecosystem', 0.02, 'manager-unreachable'),
  'bound-to-other-os': reach('bound-elsewhere', 0, 'bound-to-other-os'),
  'bound-to-phone': reach('bound-elsewhere', 0, 'bound-to-phone'),
} as const satisfies { readonly [Ground in ReachGround]: Reach & { readonly ground: Ground } }

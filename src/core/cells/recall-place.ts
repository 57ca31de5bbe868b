import type { ClientPlatform } from '../platform/client-platform.ts'
import type { Knowledge } from '../platform/knowledge.ts'
import type { CellPlace } from './cell-reading.ts'
import { findPlace } from './find-place.ts'

interface Recalled {
  readonly knowledge: Knowledge
  readonly byProvider: Map<string | null, CellPlace>
}

/** A memo, as `KnowledgeMemo` is one: a place is a frozen function value of the client, the provider and the knowledge. */
const recalled = new WeakMap<ClientPlatform, Recalled>()

/** `findPlace` for a client that was met before: the same place as the same object, so that readings are remembered. */
export function recallPlace(
  platform: ClientPlatform,
  provider: string | null,
  knowledge: Knowledge,
): CellPlace {
  let entry = recalled.get(platform)
  if (entry === undefined || entry.knowledge !== knowledge) {
    entry = { knowledge, byProvider: new Map() }
    recalled.set(platform, entry)
  }
  let place = entry.byProvider.get(provider)
  if (place === undefined) {
    place = Object.freeze(findPlace(platform, provider, knowledge))
    entry.byProvider.set(provider, place)
  }
  return place
}

import type { Ceremony } from '../../contract/decision.ts'
import type { CredentialRecord, UserPseudonym } from '../../core/index.ts'
import { readTransports } from '../../webauthn/read-client-words.ts'
import { askStore } from '../ask-store.ts'
import type { Services } from '../services.ts'

type List = Ceremony['allowCredentials']

/**
 * The list for a relying party that must name passkeys before a login, on a key that may not know the user: it looks the
 * same for every name. In the order of ids, because likelihood would tell of the history.
 */
export async function loadListForAnybody(
  { store, relyingParty }: Pick<Services, 'store' | 'relyingParty'>,
  userId: string,
  user: UserPseudonym,
): Promise<List> {
  const { credentials } = await askStore(store.loadHistory(user))
  const real = credentials.filter(({ revokedAt }) => revokedAt === null).map(describe)
  return (real.length > 0 ? real : [...relyingParty.decoysOf(userId)]).sort(byId)
}

const byId = (a: List[number], b: List[number]): number => (a.id < b.id ? -1 : 1)

/** In one order, and left out where none are known, as for some decoys. */
function describe({ id, transports }: Pick<CredentialRecord, 'id' | 'transports'>): List[number] {
  const known = readTransports(transports)
  return { type: 'public-key', id, ...(known.length === 0 ? {} : { transports: known }) }
}

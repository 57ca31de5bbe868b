import type { Ceremony } from '../../contract/decision.ts'
import { emptyHistory, type UserPseudonym } from '../../core/index.ts'
import { askStore } from '../ask-store.ts'
import type { Services } from '../services.ts'

type List = Ceremony['allowCredentials']

/**
 * The list for a relying party that must name passkeys before a login, on a key that may not know the user: it looks the
 * same for every name. What is real comes in the order of its ids, because likelihood would tell of the history.
 */
export async function composeListForAnybody(
  { store, relyingParty }: Pick<Services, 'store' | 'relyingParty'>,
  userId: string,
  user: UserPseudonym,
): Promise<List> {
  const { credentials } = (await askStore(store.loadHistory(user))) ?? emptyHistory
  const real = credentials
    .filter(({ revokedAt }) => revokedAt === null)
    .map(({ id, transports }) => ({
      type: 'public-key' as const,
      id,
      transports: [...transports] as never[],
    }))
  return real.length > 0 ? real : relyingParty.decoysOf(userId)
}

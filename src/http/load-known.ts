import { emptyHistory } from '../core/index.ts'
import { StoreError } from '../store/store-error.ts'
import { type Known, nothingKnown, type Question } from './question.ts'
import type { Services } from './services.ts'

/**
 * Looks up what a decision may build on. Never rejects: a store that cannot serve is told as `'unavailable'`, and the
 * answer is then one about the device; a defect is logged besides. Nothing is asked about a user the caller may not know.
 */
export async function loadKnown(
  { store, log }: Pick<Services, 'store' | 'log'>,
  { view, known, deviceId }: Question,
): Promise<Known> {
  if (view === 'device' || (known === null && deviceId === null)) return nothingKnown
  try {
    if (deviceId === null && known !== null)
      return { history: await store.loadHistory(known), deviceUsers: 0 }
    const [history, deviceUsers] = await Promise.all([
      known === null ? emptyHistory : store.loadHistory(known),
      deviceId === null ? 0 : store.loadDeviceUserCount(deviceId),
    ])
    return { history, deviceUsers }
  } catch (err) {
    if (!(err instanceof StoreError)) log.error({ err }, 'a history could not be read')
    return {
      history: 'unavailable',
      deviceUsers: 0,
      isFloorResistant: known !== null && store.hasResistantFloor(known),
    }
  }
}

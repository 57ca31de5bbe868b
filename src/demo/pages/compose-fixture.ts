import type { DecisionResponse } from '../../contract/decision.ts'
import type { Fixture } from '../../contract/fixture-files.ts'
import type { ExplainRequest } from '../../contract/history-input.ts'
import type { Reason } from '../../contract/words.ts'
import { formatJson } from '../../matrix/format-json.ts'

/**
 * A situation as an entry of a fixture file. What came out is only a beginning: the words that say why, and where to look
 * it up, have to be found by whoever keeps it.
 */
export function composeFixture(
  request: ExplainRequest,
  { action, reason }: Pick<DecisionResponse, 'action' | 'reason'>,
): string {
  const { device, ...asked } = request
  const fixture: Fixture = {
    id: `playground-${request.purpose ?? 'authentication'}-${reason}`,
    title: `From the playground: ${action}, ${reason}`,
    because: `the engine said so on ${request.now?.slice(0, 10)}: replace this by why it is right`,
    source: 'playground: replace this by where others can look it up',
    certainty: 'low',
    ...asked,
    ...(device?.id !== undefined && { device: { id: device.id } }),
    expect: { action, reason: reason as Reason },
  }
  return formatJson(fixture)
}

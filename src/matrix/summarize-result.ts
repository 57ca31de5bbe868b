import type { MatrixFixture } from '../contract/matrix.ts'
import type { FixtureResult } from './run-fixture.ts'

/** One fixture and what came of it, as `keywise matrix --output json`, the report and `GET /v1/matrix` tell it. */
export const summarizeResult = (result: FixtureResult): MatrixFixture => {
  const { fixture, file, request, decision, platform, support, mismatches, status, gap, grounds } = result
  return {
    id: fixture.id,
    title: fixture.title,
    file,
    because: fixture.because,
    source: fixture.source,
    certainty: fixture.certainty,
    status,
    gap,
    situation: fixture.situation ?? null,
    bluetooth: readBluetooth(result),
    capabilities: request.signals?.clientCapabilities !== undefined,
    purpose: decision.purpose,
    platform: { ...platform },
    support: Object.fromEntries(Object.entries(support).map(([key, { value }]) => [key, value])),
    action: decision.action,
    reason: decision.reason,
    confidence: decision.confidence,
    explanation: decision.explanation,
    rule: decision.rule?.name ?? null,
    grounds: [...grounds],
    mismatches: mismatches.map((mismatch) => ({ ...mismatch, grounds: [...mismatch.grounds] })),
    request: { ...request },
    besides: listBesides(result),
  }
}

/** What a fixture sets that no request can carry. */
const listBesides = ({ fixture }: FixtureResult): string[] => [
  ...(fixture.key === 'publishable' ? ['asked with a publishable key'] : []),
  ...(fixture.device?.proven === true ? ['the device has proven a login before'] : []),
  ...((fixture.device?.users ?? 1) > 1 ? [`${fixture.device?.users} people use the device`] : []),
  ...(fixture.store === 'unavailable' ? ['the store is down'] : []),
  ...((fixture.switches ?? []).length > 0 ? ['a kill switch is on'] : []),
]

/** Whether the page found a Bluetooth adapter; Chromium's `hybridTransport` on a computer means the same. */
function readBluetooth({ request, platform }: FixtureResult): MatrixFixture['bluetooth'] {
  const { bluetooth, clientCapabilities } = request.signals ?? {}
  const reported =
    bluetooth ?? (platform.deviceType === 'desktop' ? clientCapabilities?.hybridTransport : undefined)
  if (reported === true) return 'yes'
  return reported === false ? 'no' : 'not-reported'
}

import type { FixtureResult } from './run-fixture.ts'

/** One fixture and what came of it, as `keywise matrix --json` and `GET /v1/matrix` tell it. */
export const summarizeResult = ({
  fixture,
  file,
  request,
  decision,
  platform,
  mismatches,
}: FixtureResult) => ({
  id: fixture.id,
  title: fixture.title,
  file,
  because: fixture.because,
  source: fixture.source,
  certainty: fixture.certainty ?? null,
  status: mismatches.length === 0 ? ('passing' as const) : ('failing' as const),
  purpose: decision.purpose,
  platform,
  action: decision.action,
  reason: decision.reason,
  explanation: decision.explanation,
  mismatches,
  /** Can be posted to `/v1/decisions/explain` as it stands. */
  request,
})

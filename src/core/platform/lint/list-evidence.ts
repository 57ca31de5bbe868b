import type { Certainty } from '../../../contract/words.ts'
import { pointerTo } from '../../documents/json-pointer.ts'
import { browsersKey, failuresKey, issuesKey, providersKey, reportsKey } from '../knowledge-places.ts'
import type { KnowledgeDraft } from './knowledge-draft.ts'
import { oncePerDraft } from './once-per-draft.ts'

/** What makes a fact checkable, with the place of the fact. */
export interface PlacedEvidence {
  readonly file: string
  readonly pointer: string
  readonly certainty: Certainty
  readonly source: string
  readonly verifiedOn: string
  readonly note?: string
}

type Evidence = Omit<PlacedEvidence, 'file' | 'pointer'>

/** Every fact of every file. */
export const listEvidence = oncePerDraft(
  ({
    platforms,
    browsers,
    issues,
    providers,
    reports,
    failures,
  }: KnowledgeDraft): readonly PlacedEvidence[] => {
    const place = (
      file: string,
      pointer: string,
      { certainty, source, verifiedOn, note }: Evidence,
    ): PlacedEvidence => ({
      file,
      pointer,
      certainty,
      source,
      verifiedOn,
      ...(note === undefined ? {} : { note }),
    })
    const placed = (file: string, list: string, facts: readonly Evidence[] = []): PlacedEvidence[] =>
      facts.map((fact, index) => place(file, pointerTo(list, index), fact))
    return [
      ...platforms.flatMap(({ file, content }) => placed(file, '/statements', content.statements)),
      ...placed(browsersKey, '/mirrors', browsers?.mirrors),
      ...placed(browsersKey, '/assumed', browsers?.assumed),
      ...placed(browsersKey, '/runsOn', browsers?.runsOn),
      ...placed(issuesKey, '/issues', issues?.issues),
      ...placed(reportsKey, '/reports', reports?.reports),
      ...placed(failuresKey, '/failures', failures?.failures),
      ...Object.entries(providers?.reachPatterns ?? {}).flatMap(([name, statements]) =>
        placed(providersKey, pointerTo('/reachPatterns', name), statements),
      ),
      ...placed(providersKey, '/providers', providers?.providers),
      ...(providers?.providers ?? []).flatMap(({ reach }, index) =>
        placed(providersKey, pointerTo('/providers', index, 'reach'), reach),
      ),
      ...(providers?.providers ?? []).flatMap(({ userVerification }, index) =>
        userVerification === undefined
          ? []
          : [place(providersKey, pointerTo('/providers', index, 'userVerification'), userVerification)],
      ),
      ...placed(providersKey, '/inference', providers?.inference),
    ]
  },
)

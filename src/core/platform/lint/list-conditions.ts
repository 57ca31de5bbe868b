import type { Where } from '../../../contract/knowledge-files.ts'
import { pointerTo } from '../../documents/json-pointer.ts'
import { browsersKey, failuresKey, issuesKey, providersKey, reportsKey } from '../knowledge-places.ts'
import type { KnowledgeDraft } from './knowledge-draft.ts'
import { oncePerDraft } from './once-per-draft.ts'

/** A `where` with the place it stands in. */
export interface PlacedWhere {
  readonly file: string
  readonly pointer: string
  readonly where: Where
  /** The `where` at the top of its file, which is added to it. */
  readonly ofFile: Where | undefined
}

/** Every `where` (and `match`) of every file, those at the top of a file too. */
export const listConditions = oncePerDraft(
  ({ platforms, browsers, issues, providers, reports, failures }: KnowledgeDraft): readonly PlacedWhere[] => {
    const found: PlacedWhere[] = []
    const add = (file: string, pointer: string, where: Where | undefined, ofFile?: Where): void => {
      if (where !== undefined) found.push({ file, pointer, where, ofFile })
    }
    for (const { file, content } of platforms) {
      add(file, '/where', content.where)
      content.statements.forEach(({ where }, index) => {
        add(file, pointerTo('/statements', index, 'where'), where, content.where)
      })
    }
    browsers?.mirrors.forEach(({ where }, index) => {
      add(browsersKey, pointerTo('/mirrors', index, 'where'), where)
    })
    browsers?.runsOn.forEach(({ where }, index) => {
      add(browsersKey, pointerTo('/runsOn', index, 'where'), where)
    })
    const addAny = (file: string, pointer: string, any: Where | Where[] | null | undefined): void => {
      if (Array.isArray(any)) {
        any.forEach((where, place) => {
          add(file, pointerTo(pointer, place), where)
        })
      } else if (any !== null) add(file, pointer, any)
    }
    issues?.issues.forEach(({ match }, index) => {
      addAny(issuesKey, pointerTo('/issues', index, 'match'), match)
    })
    failures?.failures.forEach(({ where }, index) => {
      addAny(failuresKey, pointerTo('/failures', index, 'where'), where)
    })
    reports?.reports.forEach(({ where }, index) => {
      add(reportsKey, pointerTo('/reports', index, 'where'), where)
    })
    for (const [name, statements] of Object.entries(providers?.reachPatterns ?? {})) {
      statements.forEach(({ where }, index) => {
        add(providersKey, pointerTo('/reachPatterns', name, index, 'where'), where)
      })
    }
    providers?.providers.forEach(({ reach }, provider) => {
      reach.forEach(({ where }, index) => {
        add(providersKey, pointerTo('/providers', provider, 'reach', index, 'where'), where)
      })
    })
    return found
  },
)

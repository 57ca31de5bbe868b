import type { ReachStatement, Where } from '../../../contract/knowledge-files.ts'
import { reportNames } from '../../../contract/knowledge-files.ts'
import type { Certainty } from '../../../contract/words.ts'
import { pointerTo } from '../../documents/json-pointer.ts'
import { browsersKey, providersKey, reportsKey } from '../knowledge-places.ts'
import { supportKeys } from '../support-profile.ts'
import type { KnowledgeDraft } from './knowledge-draft.ts'
import { oncePerDraft } from './once-per-draft.ts'

/** One statement as it is tried: where it stands, and all it asks for. */
export interface ListedStatement {
  readonly file: string
  /** Of the statement. */
  readonly pointer: string
  /** Of what makes it a part of this list: the statement, or one of its values. */
  readonly at: string
  /** All must hold: that of the file, then its own. */
  readonly where: readonly Where[]
  readonly value: unknown
  readonly certainty: Certainty
  readonly note: string | undefined
}

/** Statements that are tried one after the other until one holds. */
export interface StatementList {
  /** What the list answers: `conditionalGet`, or `the reach of bitwarden`. */
  readonly name: string
  readonly statements: readonly ListedStatement[]
}

/** One list per feature over all files, by rank and then by name, as they are compiled. */
export const listFeatures = oncePerDraft(({ platforms }: KnowledgeDraft): readonly StatementList[] => {
  const ranked = platforms.toSorted((one, other) => one.content.rank - other.content.rank)
  return supportKeys.map((name) => ({
    name,
    statements: ranked.flatMap(({ file, content }) =>
      content.statements.flatMap((statement, index): ListedStatement[] => {
        const value = statement.values[name]
        if (value === undefined) return []
        const pointer = pointerTo('/statements', index)
        const at = pointerTo(pointer, 'values', name)
        const { certainty, note } = statement
        return [{ file, pointer, at, where: given(content.where, statement.where), value, certainty, note }]
      }),
    ),
  }))
})

/** One list per provider: its own reach, then that of its pattern. */

export const listReach = oncePerDraft(({ providers }: KnowledgeDraft): readonly StatementList[] => {
  if (providers === null) return []
  const listed = (statements: readonly ReachStatement[], list: string): ListedStatement[] =>
    statements.map(({ where, answer, certainty, note }, index) => {
      const pointer = pointerTo(list, index)
      return { file: providersKey, pointer, at: pointer, where: given(where), value: answer, certainty, note }
    })
  return providers.providers.map(({ id, reach, reachLike }, index) => ({
    name: `the reach of ${id}`,
    statements: [
      ...listed(reach, pointerTo('/providers', index, 'reach')),
      ...listed(
        reachLike === undefined ? [] : (providers.reachPatterns[reachLike] ?? []),
        `/reachPatterns/${reachLike}`,
      ),
    ],
  }))
})

/** One list per report and answer, and the two lists of browsers.json. */
export function listReportsAndBrowsers({ reports, browsers }: KnowledgeDraft): StatementList[] {
  const trusted = reportNames.flatMap((name) =>
    [false, true].map((is) => ({
      name: `the report ${name}: ${is}`,
      statements: (reports?.reports ?? []).flatMap((statement, index): ListedStatement[] => {
        const { report, where, values, certainty, note } = statement
        const speaks = report === 'any' || (Array.isArray(report) ? report.includes(name) : report === name)
        if (!speaks || statement.is !== is) return []
        const pointer = pointerTo('/reports', index)
        return [
          { file: reportsKey, pointer, at: pointer, where: given(where), value: values, certainty, note },
        ]
      }),
    })),
  )
  const inBrowsers = (
    name: string,
    entries: readonly { where?: Where; certainty: Certainty; note?: string }[],
  ) => ({
    name,
    statements: entries.map(({ where, certainty, note }, index): ListedStatement => {
      const pointer = pointerTo(`/${name}`, index)
      return {
        file: browsersKey,
        pointer,
        at: pointer,
        where: given(where),
        value: undefined,
        certainty,
        note,
      }
    }),
  })
  return [
    ...trusted,
    inBrowsers('runsOn', browsers?.runsOn ?? []),
    inBrowsers(
      'mirrors',
      (browsers?.mirrors ?? []).map((mirror) => ({
        ...mirror,
        where: { ...mirror.where, browser: mirror.browser, exactly: true },
      })),
    ),
  ]
}

const given = (...conditions: readonly (Where | undefined)[]): readonly Where[] =>
  conditions.filter((where) => where !== undefined)

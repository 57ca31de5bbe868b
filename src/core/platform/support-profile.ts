import { reportNames } from '../../contract/knowledge-files.ts'
import { type SupportSource, supportFeatures } from '../../contract/words.ts'
import { chooseStatement } from './choose-statement.ts'
import type { Knowledge, ReportMeaning, SupportKey, SupportWord } from './knowledge.ts'
import type { KnowledgeSubject } from './knowledge-subject.ts'
import type { PlatformSupport, SupportStatement } from './platform-support.ts'

export const supportKeys: readonly SupportKey[] = [...supportFeatures, 'passkeySync', 'thirdPartyProviders']

/** What the knowledge says of one client, and what each report would mean from it. */
export interface SupportProfile {
  readonly table: PlatformSupport
  /** Per report, in the order of `reportNames`: what it changes when it says no, and when it says yes. */
  readonly meanings: readonly (readonly [no: ReportChanges, yes: ReportChanges])[]
}

export type ReportChanges = readonly (readonly [key: SupportKey, statement: SupportStatement<SupportWord>])[]

export type WritableSupport = { -readonly [Key in SupportKey]: PlatformSupport[Key] }

/** A value of one feature is set only from statements the schema has checked for that feature. */
export const setSupport = (
  support: WritableSupport,
  key: SupportKey,
  statement: SupportStatement<SupportWord>,
): void => {
  Object.assign(support, { [key]: statement })
}

const nothingKnown: SupportStatement<'unknown'> = Object.freeze({ value: 'unknown', source: 'none' })

const everythingUnknown: PlatformSupport = Object.freeze({
  webauthn: nothingKnown,
  platformAuthenticator: nothingKnown,
  platformPasskeys: nothingKnown,
  conditionalGet: nothingKnown,
  conditionalCreate: nothingKnown,
  hybridClient: nothingKnown,
  hybridAuthenticator: nothingKnown,
  immediateGet: nothingKnown,
  signalMethods: nothingKnown,
  getClientCapabilities: nothingKnown,
  hints: nothingKnown,
  relatedOrigins: nothingKnown,
  passkeySync: nothingKnown,
  thirdPartyProviders: nothingKnown,
})

/** Works out everything the knowledge has to say of one client. */
export function buildSupportProfile(subject: KnowledgeSubject, knowledge: Knowledge): SupportProfile {
  const table: WritableSupport = { ...everythingUnknown }
  for (const key of supportKeys) setSupport(table, key, readTable(key, subject, knowledge))
  return {
    table,
    meanings: reportNames.map((name) => [
      readMeaning(`${name}:false`, table, subject, knowledge),
      readMeaning(`${name}:true`, table, subject, knowledge),
    ]),
  }
}

function readTable(
  key: SupportKey,
  subject: KnowledgeSubject,
  knowledge: Knowledge,
): SupportStatement<SupportWord> {
  const choice = chooseStatement(knowledge.statements[key], subject)
  const source: SupportSource = subject.newer ? 'extrapolated' : 'knowledge'
  if (choice.settled) {
    return Object.freeze({
      value: choice.value,
      source,
      ref: choice.statement.ref,
      // What was verified for an older version is at best likely for a newer one.
      certainty: subject.newer && choice.certainty === 'high' ? 'medium' : choice.certainty,
    })
  }
  return choice.first === null
    ? nothingKnown
    : Object.freeze({ value: 'unknown', source, ref: choice.first.ref })
}

/**
 * What a report changes. Where a hidden version leaves open whether it is to be believed, or what it means, a
 * feature changes only if every possibility agrees; where they differ it becomes unknown.
 */
function readMeaning(
  report: `${(typeof reportNames)[number]}:${boolean}`,
  table: PlatformSupport,
  subject: KnowledgeSubject,
  knowledge: Knowledge,
): ReportChanges {
  const choice = chooseStatement(knowledge.reports.get(report) ?? [], subject)
  const meanings: readonly ReportMeaning[] = choice.settled
    ? [choice.value]
    : choice.complete
      ? choice.values
      : [...choice.values, {}]
  const ref = choice.settled ? choice.statement.ref : choice.first?.ref
  if (ref === undefined) return []
  return supportKeys.flatMap((key) => {
    const told = [...new Set(meanings.map((meaning) => meaning[key] ?? table[key].value))]
    const untouched = meanings.every((meaning) => meaning[key] === undefined)
    const value = told.length === 1 ? told[0] : 'unknown'
    if (untouched || value === undefined) return []
    const certainty = choice.settled ? choice.certainty : 'low'
    return [[key, Object.freeze({ value, source: 'reported', ref, certainty })] as const]
  })
}

import { reportNames } from '../contract/knowledge-files.ts'
import type { Situation } from './facts/situation.ts'
import { chooseStatement } from './platform/choose-statement.ts'
import { reportOf } from './platform/client-reports.ts'
import { identifyProvider } from './platform/identify-provider.ts'
import type { Knowledge } from './platform/knowledge.ts'
import { buildSubject, readSubjectSignals } from './platform/knowledge-subject.ts'
import { supportKeys } from './platform/support-profile.ts'

/** A statement of the knowledge that an assessment rests on, and what it settled there. */
export interface Ground {
  /** The feature (`hybridClient`), `reach`, `provider`, `userVerification`, `client`, `report`, or the id of a known issue. */
  readonly what: string
  /** What it came to: `true`, `unknown`, `windows-hello: no`. */
  readonly value: string
  /** `rules/knowledge/platforms/linux.json#/statements/8` */
  readonly ref: string
}

/**
 * Every statement of the knowledge base that had a say in an assessment. For people who look for the statement behind a
 * wrong answer, and for telling which statements no fixture ever needs.
 */
export function listGrounds(situation: Situation, knowledge: Knowledge): readonly Ground[] {
  const { platform, signals, support, issues, history, beliefInput } = situation
  const sent = readSubjectSignals(platform, signals)
  // Each report is weighed by itself: what is believed of one must not depend on the others.
  const subject = buildSubject(platform, { ...sent, reports: 0 }, knowledge)
  const issueRefs = new Map(knowledge.issues.map(({ id, ref }) => [id, ref]))
  const grounds: Ground[] = subject.refs.map((ref) => ({ what: 'client', value: platform.browser, ref }))
  for (const key of supportKeys) {
    const { value, ref } = support[key]
    if (ref !== undefined) grounds.push({ what: key, value: String(value), ref })
  }
  for (const name of reportNames) {
    const said = reportOf(sent.reports, name)
    if (said === undefined) continue
    const choice = chooseStatement(knowledge.reports.get(`${name}:${said}`) ?? [], subject)
    const ref = choice.settled ? choice.statement.ref : choice.first?.ref
    if (ref !== undefined) grounds.push({ what: 'report', value: `${name}: ${said}`, ref })
  }
  for (const { id } of issues) grounds.push({ what: id, value: 'holds', ref: issueRefs.get(id) ?? '' })
  for (const credential of history.credentials) {
    if (credential.revokedAt !== null) continue
    const identified = identifyProvider(credential, knowledge)
    if (identified === null) continue
    const { id } = identified.provider
    const { here, source } = beliefInput.providerReachOf(credential)
    grounds.push({ what: 'provider', value: id, ref: identified.ref })
    if (identified.inferred) grounds.push({ what: 'provider', value: id, ref: identified.provider.ref })
    if (source !== undefined) grounds.push({ what: 'reach', value: `${id}: ${here}`, ref: source })
    if (identified.provider.userVerification !== undefined) {
      const value = `${id}: ${knowledge.unverifying.has(id) ? 'dishonest' : 'honest'}`
      const ref = `${identified.provider.ref}/userVerification`
      grounds.push({ what: 'userVerification', value, ref })
    }
  }
  return grounds
}

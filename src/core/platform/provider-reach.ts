import type { ReachAnswer } from '../../contract/knowledge-files.ts'
import type { Certainty, OsName, SupportSource } from '../../contract/words.ts'
import type { Signals } from '../signals/signals.ts'
import { type Choice, chooseStatement } from './choose-statement.ts'
import type { ClientPlatform } from './client-platform.ts'
import type { Knowledge, Provider, ReachRule } from './knowledge.ts'
import { buildSubject, type KnowledgeSubject, platformKey, readSubjectSignals } from './knowledge-subject.ts'
import type { PlatformSupport } from './platform-support.ts'

/** Can a passkey of one provider be used on one client without a phone? */
export interface ReachHere {
  /** `conditional`: only with what `requires` says, such as a signed-in profile or an extension. */
  readonly answer: ReachAnswer
  readonly certainty: Certainty
  readonly source: SupportSource
  readonly ref: string | null
  readonly requires: readonly string[]
}

/** What the knowledge says, before what the client reports. */
export interface TableReach extends ReachHere {
  readonly through: ReachRule['through'] | null
}

/**
 * Local use of this provider's passkeys on this client: by system, version and browser, as the knowledge says, and
 * never where the client cannot do WebAuthn. That no authenticator is set up just now is no matter of reach: belief
 * weighs that probe. The signals tell versions that the platform does not carry: of Chromium, and of a Windows 11.
 */
export function providerReachHere(
  provider: Provider,
  platform: ClientPlatform,
  support: PlatformSupport,
  knowledge: Knowledge,
  signals: Signals,
): TableReach {
  if (support.webauthn.value === false) return blockedBy(support.webauthn)
  const extra = { ...readSubjectSignals(platform, signals), reports: 0 }
  const key = `${provider.id}\n${platformKey(platform, extra)}`
  let reach = knowledge.memo.reach.get(key)
  if (reach === undefined) {
    reach = readReach(provider, buildSubject(platform, extra, knowledge))
    knowledge.memo.reach.set(key, reach)
  }
  return reach
}

/** The phones and tablets on which this provider's passkeys can be used by scanning a QR code. */
export function providerPhones(
  provider: Provider,
): readonly { readonly os: OsName; readonly osVersion: string; readonly certainty: Certainty }[] {
  return provider.phones
}

function blockedBy(statement: PlatformSupport['webauthn']): TableReach {
  const { source, ref, certainty } = statement
  return {
    answer: 'no',
    through: null,
    certainty: certainty ?? 'low',
    source,
    ref: ref ?? null,
    requires: [],
  }
}

function readReach(provider: Provider, subject: KnowledgeSubject): TableReach {
  const choice = chooseStatement(provider.reach, subject)
  const source: SupportSource = subject.newer ? 'extrapolated' : 'knowledge'
  if (choice.settled) {
    const { answer, through, requires } = choice.value
    const { certainty } = choice
    return Object.freeze({ answer, through, requires, certainty, source, ref: choice.statement.ref })
  }
  const { first } = choice
  const answer = settleAnswers(choice)
  if (first === null) {
    return Object.freeze({ answer, through: null, requires: [], certainty: 'low', source: 'none', ref: null })
  }
  const { through } = first.value
  const requires = answer === 'conditional' ? first.value.requires : []
  return Object.freeze({ answer, through, requires, certainty: 'low', source, ref: first.ref })
}

/** Versions that are hidden may leave several answers open: all the same is that one, yes or conditional is conditional. */
function settleAnswers(choice: Extract<Choice<ReachRule>, { settled: false }>): ReachAnswer {
  const [answer, ...others] = new Set(choice.values.map((rule) => rule.answer))
  if (!choice.complete || answer === undefined) return 'unknown'
  if (others.length === 0) return answer
  return [answer, ...others].every((one) => one === 'yes' || one === 'conditional')
    ? 'conditional'
    : 'unknown'
}

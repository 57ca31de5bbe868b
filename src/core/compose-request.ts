import type { Ceremony } from '../contract/decision.ts'
import type { CeremonyStart } from '../contract/webauthn.ts'
import type { HintName } from '../contract/words.ts'
import { assess, consider } from './decide.ts'
import {
  composeCrossDeviceCeremony,
  composeLocalCeremony,
  composeOpenCeremony,
  composeWholeList,
} from './decision/compose-ceremony.ts'
import type { DecisionInput } from './history/decision-input.ts'
import type { Policy } from './rules/policy.ts'

/**
 * The ceremony to start now. A person who clicks "use a passkey" gets one whatever was decided: a fallback is not a
 * wall (decision-model 3).
 */
export function composeRequest(
  input: DecisionInput,
  policy: Policy,
  now: number,
  start: CeremonyStart,
): Ceremony {
  const { situation, decision } = consider(input, policy, now)
  const { settings } = policy
  const wish = { maxAttempts: undefined, userVerification: undefined }
  if (start === 'conditional') return withoutList(composeLocalCeremony(situation, start, wish, settings))
  if (start === 'cross-device') {
    const ceremony = composeCrossDeviceCeremony(situation, wish, settings)
    if (ceremony.allowCredentials.length > 0) return ceremony
    return { ...composeOpenCeremony(situation, settings), hints: ['hybrid'], announce: true }
  }
  if (start === 'decided' && decision.ceremony !== undefined) return withoutList(decision.ceremony)
  return composeOpenCeremony(situation, settings)
}

/** What starts by itself looks for whatever passkey is there: a list would only tell a page what is here. */
function withoutList(ceremony: Ceremony): Ceremony {
  const isQuiet = ceremony.mediation === 'conditional' || ceremony.uiMode === 'immediate'
  return isQuiet ? { ...ceremony, allowCredentials: [] } : ceremony
}

/** What `navigator.credentials.create()` needs to know of the user and this client. */
export interface CreationPlan {
  readonly excludeCredentials: Ceremony['allowCredentials']
  readonly hints: readonly HintName[]
  readonly timeoutMs: number
}

/** A creation. Where a passkey *here* was offered, the dialog is asked to begin with this device. */
export function composeCreation(
  input: DecisionInput,
  policy: Policy,
  now: number,
  isOffered: boolean,
): CreationPlan {
  const situation = assess(input, policy, now)
  const beginsHere = isOffered && situation.support.platformAuthenticator.value === true
  return {
    excludeCredentials: composeWholeList(situation),
    hints: beginsHere ? ['client-device'] : [],
    timeoutMs: policy.settings.ceremony.timeoutMs,
  }
}

import type { Settings } from '../../contract/rule-files.ts'
import type { Certainty } from '../../contract/words.ts'
import type { CredentialBelief } from '../belief/belief.ts'
import { matchMethodFactor } from '../history/match-method-factor.ts'
import type { MatchedIssue } from '../platform/platform-support.ts'
import type { Facts } from './catalogue.ts'
import type { Situation } from './situation.ts'

/** The facts of one situation: one flat object, every fact of the catalogue present. */
export function buildFacts(situation: Situation, settings: Settings): Facts {
  const { platform, support, user, belief, advice, context, registration, issues } = situation
  const { credentials } = belief
  const likely = credentials[0]
  const here = passkeysHere(situation)
  return {
    purpose: situation.purpose,

    'client.os': platform.os,
    'client.osVersion': platform.osVersion,
    'client.osVersionSource': platform.osVersionSource,
    'client.browser': platform.browser,
    'client.browserMajor': platform.browserMajor,
    'client.browserVersion': platform.browserVersion,
    'client.deviceType': platform.deviceType,
    'client.inApp': platform.webview !== null,
    'client.inAppHost': platform.webview ?? 'none',
    'client.bot': platform.bot,
    'client.conflict': platform.conflicts.length > 0,
    'client.bluetooth': situation.signals.bluetooth ?? 'unknown',
    'client.bluetoothMissing': situation.bluetoothMissing,

    'support.webauthn': support.webauthn.value,
    'support.platformAuthenticator': support.platformAuthenticator.value,
    'support.platformPasskeys': support.platformPasskeys.value,
    'support.conditionalGet': support.conditionalGet.value,
    'support.conditionalCreate': support.conditionalCreate.value,
    'support.conditionalCreateSource': support.conditionalCreate.source,
    'support.hybridClient': support.hybridClient.value,
    'support.hybridAuthenticator': support.hybridAuthenticator.value,
    'support.immediateGet': support.immediateGet.value,
    'support.signalMethods': support.signalMethods.value,
    'support.getClientCapabilities': support.getClientCapabilities.value,
    'support.hints': support.hints.value,
    'support.relatedOrigins': support.relatedOrigins.value,
    'support.passkeySync': support.passkeySync.value,
    'support.thirdPartyProviders': support.thirdPartyProviders.value,

    'issues.ids': issues.length === 0 ? none : issues.map((issue) => issue.id),
    'issues.noCeremony': highestCertainty(issues, 'no-ceremony'),
    'issues.noCreation': highestCertainty(issues, 'no-creation'),
    'issues.noHybrid': highestCertainty(issues, 'no-hybrid'),
    'issues.tryOnce': issues.some((issue) => issue.advice === 'try-once'),

    'user.identified': user.identified,
    'user.state': user.state,
    'user.attributes': user.attributes,
    'user.emailDomain':
      typeof user.attributes.emailDomain === 'string' ? user.attributes.emailDomain : 'unknown',
    'user.assuranceFloor': user.floor,
    'user.fallbackCount': user.fallbacks.length,

    'history.available': situation.historyAvailable,
    'device.known': situation.device.proven || here.deviceProven,
    'device.shared': situation.device.users >= settings.registration.sharedDeviceUsers,

    'passkeys.count': credentials.length,
    'passkeys.likelyReach': likely?.reach ?? 'none',
    'passkeys.likelyProvider': likely?.provider ?? 'unknown',
    'passkeys.likelyVerifies': situation.verification.likely,
    'passkeys.everyVerifies': situation.verification.every,
    'passkeys.suspectedGone': credentials.some((credential) => credential.status !== 'believed'),
    'passkeys.cooling': credentials.some(
      (credential) => credential.coolingUntil !== null && credential.coolingUntil > situation.now,
    ),
    'passkeys.probeDue': credentials.some((credential) => credential.probeDue),
    'passkeys.onPhone': belief.phone >= onPhoneProbability,
    'passkeys.seenOnPhone': belief.phone >= seenOnPhoneProbability,
    'passkeys.securityKeyOnly': credentials.length > 0 && credentials.every(isSecurityKey),
    'passkeys.securityKey': credentials.some(isSecurityKey),
    'passkeys.securityKeyUsedHere': credentials.some((one) => isSecurityKey(one) && here.worked(one.id)),
    'passkeys.usedHere': credentials.some(({ id }) => here.worked(id)),
    'passkeys.madeOrUsedHere': here.used || here.made,

    'belief.here': belief.here,
    'belief.usual': likely?.isUsual ?? false,
    'belief.local': belief.local,
    'belief.crossDevice': belief.crossDevice,
    'advice.action': advice.action,
    'advice.immediate': advice.immediate,
    'advice.conditional': advice.conditional,
    'cell.breaker': situation.cell.local,
    'cell.crossDeviceBreaker': situation.cell.crossDevice,
    'cell.completion': situation.cell.reading.local,

    'context.ip': context.ip ?? 'unknown',
    'context.lastMethod': context.lastMethod ?? 'unknown',
    'context.justUsed': context.justUsed ?? 'unknown',
    'context.justProved':
      context.justUsed === undefined ? 'unknown' : (matchMethodFactor(context.justUsed) ?? 'unknown'),

    'settings.crossDevice': settings.crossDevice,

    'registration.asked': registration.asked,
    'registration.cooldown': registration.cooldownUntil !== null,
    'registration.taken': registration.taken,
    'registration.declined': registration.declined,
    'registration.takeRate': registration.takeRate,
    'registration.quietCooldown': registration.quietCooldown,
    'registration.declinedForGood': registration.declinedForGood,
    'registration.recentFailureHere': registration.recentFailureHere,
    'registration.deviceLogins': registration.deviceLogins,
    'registration.futureLogins': registration.futureLogins,
    'registration.worthSeconds': situation.offerWorthSeconds,
  }
}

const none: readonly string[] = []

const isSecurityKey = ({ reach }: CredentialBelief) => reach === 'roaming'

/** Above this, a phone is worth mentioning. */
const onPhoneProbability = 0.3

/** From here on a phone was seen to hold it; below, "the phone" is a guess (Macs and managers report `hybrid` too). */
const seenOnPhoneProbability = 0.8

const certaintyOrder: readonly Certainty[] = ['low', 'medium', 'high']

function highestCertainty(
  issues: readonly MatchedIssue[],
  advice: MatchedIssue['advice'],
): Certainty | 'none' {
  let highest = -1
  for (const issue of issues) {
    if (issue.advice === advice) highest = Math.max(highest, certaintyOrder.indexOf(issue.certainty))
  }
  return certaintyOrder[highest] ?? 'none'
}

/** What this very device has seen, read from the history rather than from beliefs: facts, not estimates. */
function passkeysHere({ history, device, belief }: Situation) {
  const active = (id: string) => belief.credentials.some((credential) => credential.id === id)
  const isHere = (id: string | null | undefined) => id !== null && id !== undefined && id === device.id
  return {
    deviceProven: history.devices.some((known) => isHere(known.id) && known.provenAt !== null),
    used: history.sightings.some(
      (sighting) => isHere(sighting.deviceId) && sighting.successes > 0 && active(sighting.credentialId),
    ),
    worked: (id: string) =>
      history.sightings.some(
        ({ credentialId, deviceId, successes, recent }) =>
          credentialId === id &&
          isHere(deviceId) &&
          (successes > 0 || recent.some(({ kind }) => kind === 'succeeded-by-key')),
      ),
    made: history.credentials.some(
      (credential) =>
        credential.revokedAt === null &&
        credential.authenticatorAttachment !== 'cross-platform' &&
        isHere(credential.madeOn?.deviceId),
    ),
  }
}

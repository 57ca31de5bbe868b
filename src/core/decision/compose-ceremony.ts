import type { Ceremony } from '../../contract/decision.ts'
import type { Settings } from '../../contract/rule-files.ts'
import type { CeremonyMode, HintName, TransportName, UserVerification } from '../../contract/words.ts'
import { transportNames } from '../../contract/words.ts'
import type { CredentialBelief } from '../belief/belief.ts'
import { mayBeHere } from '../belief/may-be-here.ts'
import type { Situation } from '../facts/situation.ts'

interface CeremonyWish {
  readonly maxAttempts: number | undefined
  readonly userVerification: UserVerification | undefined
}

/** A ceremony on this device: the likeliest passkeys first, ghosts last, phones kept out of the dialog. */
export function composeLocalCeremony(
  situation: Situation,
  mode: CeremonyMode,
  wish: CeremonyWish,
  settings: Settings,
): Ceremony {
  // Chromium refuses `immediate` with a filled allowCredentials (it would tell a page which passkeys are here).
  const offered = mode === 'immediate' ? [] : rankLocal(situation.belief.credentials)
  const isModal = mode === 'modal'
  const ceremony: Ceremony = {
    hints: isModal ? localHints(offered) : [],
    allowCredentials: offered.map((credential) =>
      describe(credential, isModal ? localTransports(credential) : credential.transports),
    ),
    userVerification: resolveUserVerification(situation, wish, settings),
    timeoutMs: settings.ceremony.timeoutMs,
    announce: false,
    maxAttempts: isModal ? resolveMaxAttempts(situation, wish, settings) : 1,
  }
  if (mode === 'immediate') ceremony.uiMode = 'immediate'
  else ceremony.mediation = isModal ? 'required' : 'conditional'
  return ceremony
}

/** A ceremony with a phone: hybrid transports only, because Safari and Firefox ignore the hint. */
export function composeCrossDeviceCeremony(
  situation: Situation,
  wish: CeremonyWish,
  settings: Settings,
): Ceremony {
  const phones = situation.belief.credentials
    .filter((credential) => credential.phone > 0)
    .sort((a, b) => b.phone - a.phone)
  return {
    mediation: 'required',
    hints: ['hybrid'],
    allowCredentials: phones.map((credential) => describe(credential, ['hybrid'])),
    userVerification: resolveUserVerification(situation, wish, settings),
    timeoutMs: settings.ceremony.timeoutMs,
    announce: true,
    maxAttempts: 1,
  }
}

/**
 * A ceremony that somebody asked for by a click: every passkey will do, by whatever way, so nothing is left out and no
 * hint narrows the dialog. The likeliest come first, ghosts last.
 */
export function composeOpenCeremony(situation: Situation, settings: Settings): Ceremony {
  const wish = { maxAttempts: undefined, userVerification: undefined }
  return {
    mediation: 'required',
    hints: [],
    allowCredentials: composeWholeList(situation),
    userVerification: resolveUserVerification(situation, wish, settings),
    timeoutMs: settings.ceremony.timeoutMs,
    announce: false,
    maxAttempts: resolveMaxAttempts(situation, wish, settings),
  }
}

/** Every passkey there is, the likeliest first: excluded, so that none is made twice (WebAuthn Level 3, 5.4.3). */
export const composeWholeList = ({ belief }: Situation): Ceremony['allowCredentials'] =>
  byLikelihood(belief.credentials).map((credential) => describe(credential, credential.transports))

/** A second factor, or an account that must not be phished, is worth nothing without the person verified. */
const resolveUserVerification = ({ purpose, user }: Situation, wish: CeremonyWish, settings: Settings) =>
  purpose === 'step-up' || user.floor === 'phishing-resistant'
    ? 'required'
    : (wish.userVerification ?? settings.ceremony.userVerification)

const resolveMaxAttempts = ({ issues }: Situation, wish: CeremonyWish, settings: Settings) =>
  issues.some(({ advice }) => advice === 'try-once') ? 1 : (wish.maxAttempts ?? settings.ceremony.maxAttempts)

/**
 * Passkeys that cannot be here are left out: naming one makes browsers offer a QR code for it. Ghosts stay, last:
 * a belief is not a revocation. When nothing is believed to be here, everything is named, so that the browser decides.
 */
function rankLocal(credentials: readonly CredentialBelief[]): readonly CredentialBelief[] {
  const possible = credentials.filter(mayBeHere)
  return byLikelihood(possible.length > 0 ? possible : credentials)
}

const byLikelihood = (credentials: readonly CredentialBelief[]): readonly CredentialBelief[] =>
  [...credentials].sort((a, b) => Number(isGhost(a)) - Number(isGhost(b)) || b.probability - a.probability)

const isGhost = (credential: CredentialBelief) => credential.status !== 'believed'

function localHints(offered: readonly CredentialBelief[]): HintName[] {
  const keys = offered.filter(({ reach }) => reach === 'roaming').length
  if (keys === 0) return ['client-device']
  return keys === offered.length ? ['security-key'] : ['client-device', 'security-key']
}

/** Without `hybrid`: a local ceremony that names it invites the QR code that it is meant to avoid. */
const localTransports = (credential: CredentialBelief) =>
  credential.transports.filter((transport) => transport !== 'hybrid')

const isTransport = (word: string): word is TransportName =>
  (transportNames as readonly string[]).includes(word)

/** An empty transport list means unknown (iOS apps store one), so the key is left out rather than sent empty. */
function describe({ id }: CredentialBelief, transports: readonly string[]) {
  const descriptor: Ceremony['allowCredentials'][number] = { type: 'public-key', id }
  const known = transports.filter(isTransport)
  if (known.length > 0) descriptor.transports = known
  return descriptor
}

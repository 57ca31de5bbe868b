/**
 * The words of the contract: every closed list of values that crosses a wire or stands in a file.
 * Schemas, rule facts, docs and error messages ("did you mean") are all built from these lists.
 */

export const osNames = ['windows', 'macos', 'ios', 'ipados', 'android', 'chromeos', 'linux', 'other'] as const
export type OsName = (typeof osNames)[number]

export const osVersionSources = ['hint', 'user-agent', 'safari-version', 'none'] as const
export type OsVersionSource = (typeof osVersionSources)[number]

export const browserNames = [
  'chrome',
  'edge',
  'safari',
  'firefox',
  'samsung',
  'opera',
  'brave',
  'vivaldi',
  'duckduckgo',
  'yandex',
  'uc',
  'webview',
  'bot',
  'android-browser',
  'chromium',
  'ecosia',
  'electron',
  'headless-chrome',
  'huawei',
  'ie',
  'miui',
  'oculus',
  'opera-mini',
  'qq',
  'silk',
  'whale',
  'other',
] as const
export type BrowserName = (typeof browserNames)[number]

export const deviceTypes = ['desktop', 'mobile', 'tablet', 'tv', 'console', 'bot', 'other'] as const
export type DeviceType = (typeof deviceTypes)[number]

export const purposes = ['authentication', 'registration', 'step-up'] as const
export type Purpose = (typeof purposes)[number]

export const switchStates = ['on', 'over', 'off'] as const
export type SwitchState = (typeof switchStates)[number]

export const actions = ['passkey', 'cross-device', 'fallback'] as const
export type Action = (typeof actions)[number]

export const registrationActions = ['offer', 'conditional', 'skip'] as const
export type RegistrationAction = (typeof registrationActions)[number]

export const registrationVariants = ['default', 'after-cross-device', 'after-error', 'conditional'] as const
export type RegistrationVariant = (typeof registrationVariants)[number]

export const userStates = ['pending', 'active', 'locked', 'dormant', 'blocked'] as const
export type UserState = (typeof userStates)[number]

export const assuranceFloors = ['any', 'phishing-resistant'] as const
export type AssuranceFloor = (typeof assuranceFloors)[number]

/** WebAuthn Level 3, `PublicKeyCredentialHint`. */
export const hintNames = ['client-device', 'hybrid', 'security-key'] as const
export type HintName = (typeof hintNames)[number]

/** WebAuthn Level 3, `AuthenticatorTransport`. */
export const transportNames = ['usb', 'nfc', 'ble', 'smart-card', 'hybrid', 'internal'] as const
export type TransportName = (typeof transportNames)[number]

export const passiveModes = ['conditional', 'button', 'none'] as const
export type PassiveMode = (typeof passiveModes)[number]

/**
 * How much an answer may depend on the account. `device`: a publishable key, nothing proven, so the device alone counts;
 * `page`: a publishable key in a browser that has completed a login of this user; `back-end`: the relying party's own.
 */
export const answerViews = ['device', 'page', 'back-end'] as const
export type AnswerView = (typeof answerViews)[number]

export const confidences = ['high', 'medium', 'low'] as const
export type Confidence = (typeof confidences)[number]

export const nextTriggers = [
  'not-found',
  'cancelled',
  'timed-out',
  'refused',
  'hybrid-failed',
  'any',
] as const
export type NextTrigger = (typeof nextTriggers)[number]

/** How a passkey ceremony starts: by a click, in the autofill list, or at once where a passkey is here for sure. */
export const ceremonyModes = ['modal', 'conditional', 'immediate'] as const
export type CeremonyMode = (typeof ceremonyModes)[number]

/** WebAuthn Level 3, `UserVerificationRequirement`. */
export const userVerifications = ['required', 'preferred', 'discouraged'] as const
export type UserVerification = (typeof userVerifications)[number]

/** WebAuthn Level 3, `AuthenticatorAttachment`. */
export const attachmentNames = ['platform', 'cross-platform'] as const
export type AttachmentName = (typeof attachmentNames)[number]

/** What speaks against a credential that verified; a relying party decides what to make of it. */
export const credentialRisks = ['sign-count-regressed', 'user-verification-unproven'] as const
export type CredentialRisk = (typeof credentialRisks)[number]

/** What a client can do, as far as passkeys go. `passkeySync` and `thirdPartyProviders` have words of their own. */
export const supportFeatures = [
  'webauthn',
  'platformAuthenticator',
  'platformPasskeys',
  'conditionalGet',
  'conditionalCreate',
  'hybridClient',
  'hybridAuthenticator',
  'immediateGet',
  'signalMethods',
  'getClientCapabilities',
  'hints',
  'relatedOrigins',
] as const
export type SupportFeature = (typeof supportFeatures)[number]

export const passkeySyncWords = ['synced', 'device-bound', 'none', 'unknown'] as const
export type PasskeySync = (typeof passkeySyncWords)[number]

export const thirdPartyProviderWords = ['system', 'extension', 'none', 'unknown'] as const
export type ThirdPartyProviders = (typeof thirdPartyProviderWords)[number]

export const supportSources = ['reported', 'knowledge', 'extrapolated', 'none'] as const
export type SupportSource = (typeof supportSources)[number]

export const certainties = ['high', 'medium', 'low'] as const
export type Certainty = (typeof certainties)[number]

/** What rules can act on when a known issue holds. */
export const issueAdvice = [
  'no-ceremony',
  'no-creation',
  'no-hybrid',
  'no-conditional',
  'try-once',
  'note',
] as const
export type IssueAdvice = (typeof issueAdvice)[number]

/** Where a credential can be used, seen from one client; likeliest first. See decision-model: reach. */
export const reachClasses = [
  'used-here',
  'made-here',
  'same-ecosystem',
  'manager',
  'roaming',
  'same-os-unknown-machine',
  'foreign-ecosystem',
  'bound-elsewhere',
] as const
export type ReachClass = (typeof reachClasses)[number]

/**
 * Where the passkey of a login lies, seen from its client: the columns of the compatibility matrix. `unidentified`: nobody
 * has said who they are yet; `ghost`: it should be here and was deleted.
 */
export const situationKinds = [
  'unidentified',
  'no-passkey',
  'made-here',
  'same-ecosystem',
  'foreign-ecosystem',
  'manager',
  'bound-elsewhere',
  'security-key',
  'ghost',
] as const
export type SituationKind = (typeof situationKinds)[number]

/** How a fixture ended; `known-gap`: it fails, and `fixtures/known-gaps.json` says why. */
export const fixtureStatuses = ['passing', 'failing', 'known-gap'] as const
export type FixtureStatus = (typeof fixtureStatuses)[number]

/** What one proven attempt says about one credential on one device. */
export const evidenceKinds = [
  'succeeded-here',
  'succeeded-by-phone',
  'succeeded-by-key',
  'phone-failed',
  'cancelled',
  'abandoned',
  'immediate-fast-reject',
  'immediate-slow-reject',
  'credential-exists',
] as const
export type EvidenceKind = (typeof evidenceKinds)[number]

/** The kinds of evidence that a failed attempt can be. */
export const failureEvidenceKinds = [
  'phone-failed',
  'cancelled',
  'abandoned',
  'immediate-fast-reject',
  'immediate-slow-reject',
  'credential-exists',
] as const satisfies readonly EvidenceKind[]
export type FailureEvidenceKind = (typeof failureEvidenceKinds)[number]

/** Which way a login was tried: a passkey here, a phone, or a method of the host's (`password`...). */
export const attemptRoutes = ['passkey', 'cross-device', 'other'] as const
export type AttemptRoute = (typeof attemptRoutes)[number]

/** What a ceremony is for. */
export const operations = ['authentication', 'registration'] as const
export type Operation = (typeof operations)[number]

/** The two ways of a passkey login on which platforms are measured: with what is here, and with a phone. */
export const cellRoutes = ['local', 'cross-device'] as const
export type CellRoute = (typeof cellRoutes)[number]

/** What is learnt of each platform: how often the two ways succeed, and how often a suggestion is picked where a passkey is here. */
export const learntRoutes = [...cellRoutes, 'suggestion'] as const
export type LearntRoute = (typeof learntRoutes)[number]

/**
 * How a circuit breaker stands. `open`: ceremonies collapse here, automatic prompts take one step back; `half-open`: a
 * share of the logins tries again.
 */
export const breakerPositions = ['closed', 'half-open', 'open'] as const
export type BreakerPosition = (typeof breakerPositions)[number]

/** What a failed attempt can turn out to be. */
export const failureClassifications = [
  'cancelled',
  'not-found',
  'timed-out',
  'refused',
  'hybrid-failed',
  'server-rejected',
  'abandoned',
  'aborted',
  'credential-exists',
  'unknown',
] as const

/** What a finished attempt turned out to be. */
export const classifications = ['succeeded', ...failureClassifications] as const
export type Classification = (typeof classifications)[number]

/**
 * Reasons, in the order in which they are told when several hold: the first one wins.
 * Stable: extend, never rename.
 */
export const reasons = [
  'kill-switch',
  'bot',
  'rules-unavailable',
  'policy-floor',
  'user-state',
  'unsupported-platform',
  'in-app-browser',
  'known-broken-version',
  'excluded-by-rule',
  'rollout-excluded',
  'no-passkey',
  'breaker-open',
  'passkey-used-here',
  'passkey-made-here',
  'synced-passkey-same-ecosystem',
  'manager-passkey-likely',
  'advice-local',
  'try-once',
  'conditional-before-identifier',
  'phone-can-reach',
  'no-bluetooth',
  'suspected-gone',
  'passkey-elsewhere',
  'no-conditional',
  'no-platform-authenticator',
  'history-unavailable',
  'no-rule-matched',
] as const
export const registrationReasons = [
  'offer-default',
  'offer-after-cross-device',
  'offer-after-error',
  'conditional-create',
  'already-here',
  'cooldown',
  'declined-for-good',
  'shared-device',
  'cannot-create-here',
  'not-worth-asking',
] as const
export type Reason = (typeof reasons)[number] | (typeof registrationReasons)[number]
export const allReasons: readonly Reason[] = [...reasons, ...registrationReasons]

export const degradations = ['history-unavailable', 'rules-unavailable', 'rule-errors'] as const
export type Degradation = (typeof degradations)[number]

/** Where the rules in force come from: the folder as it is, its last good state, or the engine itself. */
export const policyStatuses = ['live', 'stale', 'built-in'] as const
export type PolicyStatus = (typeof policyStatuses)[number]

/** Whether a rule counts at this moment. `over`, `not-begun`: outside its dates; `broken`: cannot be evaluated, skipped. */
export const ruleStatuses = ['in-force', 'disabled', 'over', 'not-begun', 'broken'] as const
export type RuleStatus = (typeof ruleStatuses)[number]

/** `error` stops a load or publish, `warning` does not. */
export const severities = ['error', 'warning'] as const
export type Severity = (typeof severities)[number]

/** What a guard of a rollout may watch; see the KPI reports for what each counts. */
export const guardKpis = ['passkey-share', 'completed', 'dead-ends'] as const
export type GuardKpi = (typeof guardKpis)[number]

/** What a guard does: stop the growth, or take everybody out again. */
export const guardActions = ['hold', 'roll-back'] as const
export type GuardAction = (typeof guardActions)[number]

/** What a login was drawn for: a rule with a rollout, or an experiment. */
export const exposureKinds = ['rollout', 'experiment'] as const
export type ExposureKind = (typeof exposureKinds)[number]

/**
 * How a set of rules came in force: published, taken back to, taken over when the store began, or found in the folder it
 * is read from.
 */
export const publicationKinds = ['publish', 'revert', 'import', 'folder'] as const
export type PublicationKind = (typeof publicationKinds)[number]

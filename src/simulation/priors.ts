import { pickRates } from '../core/index.ts'

/** One parameter of a world: what it means, where its figure comes from, and how far it may stray. */
export interface Prior {
  readonly usual: number
  /** From which `random:N` draws, evenly. */
  readonly range: readonly [number, number]
  readonly says: string
}

const prior = (usual: number, range: readonly [number, number], says: string): Prior => ({
  usual,
  range,
  says,
})

/**
 * What a world is made of. Shares and probabilities 0 to 1, rates per year. "Assumed" means that nobody publishes a
 * figure: the range is wide for that reason, and no setting of the engine may depend on it.
 */
export const priors = {
  // Who the people are.
  loginsPerYear: prior(
    24,
    [8, 60],
    'logins a year of the median person; people differ by a factor e^N(0, .7)',
  ),
  noPasskey: prior(0.2, [0.05, 0.4], 'people who never make a passkey; assumed'),
  passkeyAtStart: prior(
    0.5,
    [0.1, 0.9],
    'of the others, those who have one on the first day, made on a machine of theirs',
  ),
  accept: prior(
    0.35,
    [0.1, 0.7],
    'P(a passkey is made after a login on a machine without one); take rates of 10 to 70 % are told',
  ),
  // Which machines they have.
  iphone: prior(0.45, [0.2, 0.7], 'people whose phone is an iPhone'),
  android: prior(0.45, [0.2, 0.7], 'people with an Android phone; both and neither occur'),
  samsungBrowser: prior(0.12, [0, 0.35], 'Android people who browse with Samsung Internet'),
  homePc: prior(0.5, [0.2, 0.9], 'people with a Windows PC of their own'),
  workPc: prior(0.3, [0.05, 0.9], 'people with a Windows PC at work'),
  mac: prior(0.25, [0.05, 0.6], 'people with a Mac'),
  ipad: prior(0.15, [0.02, 0.35], 'people with an iPad'),
  linux: prior(0.03, [0, 0.12], 'people with a Linux machine'),
  chromebook: prior(0.03, [0, 0.15], 'people with a Chromebook'),
  mobileUse: prior(2.5, [0.3, 5], 'how much likelier a phone is used for a login than a PC'),
  secondBrowser: prior(
    0.35,
    [0.1, 0.7],
    'machines with a second browser profile; a third with the square of it',
  ),
  otherBrowser: prior(
    0.3,
    [0.1, 0.6],
    'desktops that use something else than Chrome (or Safari on a Mac) first',
  ),
  olderClient: prior(0.2, [0.05, 0.5], 'clients of an older version'),
  // What the machines can do.
  immediate: prior(
    0.85,
    [0, 1],
    'up-to-date Chrome on desktops that does the immediate mode: it has it since 149; policies may take it away',
  ),
  bluetoothHome: prior(0.75, [0.4, 0.95], 'PCs of their own with Bluetooth that is on'),
  bluetoothWork: prior(0.6, [0.1, 0.9], 'PCs at work with Bluetooth that is on'),
  helloHome: prior(0.7, [0.4, 0.95], 'PCs of their own with Windows Hello set up'),
  helloWork: prior(0.6, [0.2, 0.95], 'PCs at work that let people set up Windows Hello'),
  // Turnover of machines and of browser storage.
  replaced: prior(0.2, [0.1, 0.9], 'a year: a machine is replaced by another one of its kind'),
  bought: prior(0.15, [0, 0.6], 'a year: another machine comes into use'),
  cleared: prior(0.4, [0.05, 2.5], 'a year: the storage of a browser profile is cleared'),
  forgotten: prior(
    0.25,
    [0, 0.8],
    'P(Safari has forgotten the device after 7 days without a visit): storage written by scripts; 0 with a server-set cookie',
  ),
  privateWindow: prior(0.03, [0, 0.12], 'logins from a private window'),
  inApp: prior(0.06, [0, 0.2], 'logins on phones inside another app'),
  // Where passkeys are kept.
  managerUsers: prior(0.15, [0, 0.6], 'people with a password manager that keeps passkeys'),
  managerEverywhere: prior(
    0.5,
    [0.1, 0.9],
    'of these, people who install it nearly everywhere (95 % of machines); the others on 45 %',
  ),
  managerOnWork: prior(0.5, [0.1, 0.9], 'factor on the chance to have it on a PC at work'),
  managerUnlisted: prior(
    0.8,
    [0, 1],
    'P(an immediate request does not see a manager that is an extension); undocumented, hence the range',
  ),
  icloudOn: prior(0.93, [0.7, 0.99], 'Apple devices that are signed in with iCloud Keychain on'),
  googleOnAndroid: prior(
    0.95,
    [0.75, 1],
    'Android phones whose Google Password Manager works, with the same account',
  ),
  googleInChrome: prior(
    0.5,
    [0.1, 0.85],
    'desktop Chrome profiles that are signed in with the same account and unlocked',
  ),
  keyUsers: prior(0.02, [0, 0.1], 'people with a security key'),
  keyAtHand: prior(0.4, [0.1, 0.9], 'P(the security key is at hand)'),
  signsOut: prior(
    0.15,
    [0, 1],
    'a year: a store becomes unreachable on a machine (signed out, uninstalled, switched off)',
  ),
  signsBackIn: prior(1.5, [0.3, 6], 'a year: it becomes reachable again'),
  deleted: prior(0.08, [0, 0.6], 'a year: a passkey is deleted, and nobody tells the site'),
  restored: prior(0.1, [0, 1], 'a year: a deleted passkey comes back'),
  // What the site was told.
  aaguidMissing: prior(0.15, [0, 0.7], 'credential records without an AAGUID'),
  transportsMissing: prior(0.1, [0, 0.5], 'credential records without transports'),
  flagsMissing: prior(0.1, [0, 0.5], 'credential records without backup flags'),
  placeMissing: prior(0.1, [0, 0.6], 'credential records that do not say where they were made'),
  attachmentMissing: prior(0.05, [0, 0.4], 'passkey logins that do not say whose authenticator it was'),
  // How people behave.
  completes: prior(
    0.96,
    [0.85, 0.99],
    'P(a ceremony is completed where the passkey is there); known devices succeed in 95 to 99 %',
  ),
  cancellers: prior(0.06, [0, 0.25], 'people who dismiss most of what pops up'),
  cancellerCompletes: prior(0.6, [0.35, 0.8], 'P(completed) of these people'),
  refused: prior(0.008, [0, 0.05], 'ceremonies that end at once, for want of focus or by policy'),
  absentCancels: prior(
    0.5,
    [0.2, 0.8],
    'where no passkey is there: people who cancel within 2 to 7 s; the others search for 8 to 40 s',
  ),
  scans: prior(
    0.15,
    [0, 0.4],
    'where no passkey is there and the dialog shows a QR code: people who scan it and whose phone has it',
  ),
  phoneAtHand: prior(0.92, [0.5, 0.99], 'P(the phone is at hand and has Bluetooth on)'),
  crossDevice: prior(
    0.9,
    [0.55, 0.95],
    'P(completed | the phone holds it, is at hand and in reach); with the others: Windows 52 to 67 %, macOS 59 to 76 %',
  ),
  crossDecliners: prior(
    0.25,
    [0.05, 0.5],
    'people who mostly do not want to use the phone; 34 % of Windows users decline',
  ),
  declinerUses: prior(0.15, [0, 0.4], 'P(one of these uses it all the same)'),
  suggestionPicked: prior(
    pickRates.suggestion,
    [0.3, 0.9],
    'P(an autofill suggestion that the page asked for is picked, given that it is shown); the first one is in 55 to 90 %',
  ),
  passivePicked: prior(
    pickRates.armed,
    [0.02, 0.5],
    'P(picked where it is merely armed and the password form has the word); assumed',
  ),
  buttonPressed: prior(
    pickRates.button,
    [0, 0.15],
    'P(the passkey button is pressed, given that the passkey is here); assumed',
  ),
} as const satisfies Readonly<Record<string, Prior>>

export type ParameterName = keyof typeof priors
export type Parameters = Readonly<Record<ParameterName, number>>

export const parameterNames = Object.keys(priors) as readonly ParameterName[]

/** The usual figures, but for what a world says of its own. */
export function buildParameters(own: Partial<Parameters>): Parameters {
  const usual: Record<string, number> = {}
  for (const name of parameterNames) usual[name] = priors[name].usual
  return { ...(usual as Parameters), ...own }
}

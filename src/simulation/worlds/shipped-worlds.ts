import { buildParameters, type Parameters } from '../priors.ts'
import type { World } from '../world.ts'

const world = (name: string, about: string, own: Partial<Parameters>): World => ({
  name,
  about,
  parameters: buildParameters(own),
})

/**
 * Five populations that want different things of an engine. What a world does not say is the usual figure of
 * `priors.ts`, where the sources stand. The settings must be good in all of them, and in those that are drawn.
 */
export const shippedWorlds: readonly World[] = [
  world('consumer', 'a consumer site, mobile first: phones, passkeys that sync, some PCs', {
    mobileUse: 3.5,
    iphone: 0.5,
    android: 0.5,
    workPc: 0.15,
    homePc: 0.45,
    inApp: 0.1,
  }),
  world('workplace', 'a Windows-heavy workplace: locked-down PCs, few with Bluetooth, phones second', {
    mobileUse: 0.5,
    homePc: 0.5,
    workPc: 0.95,
    mac: 0.15,
    helloWork: 0.45,
    bluetoothWork: 0.3,
    managerUsers: 0.12,
    otherBrowser: 0.5,
    replaced: 0.3,
    inApp: 0.01,
    keyUsers: 0.06,
    loginsPerYear: 40,
  }),
  world('managers', 'many password managers, and no client can try silently', {
    managerUsers: 0.55,
    managerEverywhere: 0.45,
    immediate: 0,
    homePc: 0.7,
    mac: 0.4,
    mobileUse: 1.5,
  }),
  world('turnover', 'devices and storage come and go: new phones, cleared browsers, forgetful Safari', {
    replaced: 0.7,
    bought: 0.5,
    cleared: 2,
    forgotten: 0.6,
    privateWindow: 0.08,
    secondBrowser: 0.5,
  }),
  world('adversarial', 'records that tell little, signed-out browsers, many deletions, people who cancel', {
    aaguidMissing: 0.6,
    transportsMissing: 0.4,
    flagsMissing: 0.4,
    placeMissing: 0.5,
    attachmentMissing: 0.25,
    googleInChrome: 0.2,
    icloudOn: 0.8,
    deleted: 0.5,
    signsOut: 0.6,
    cancellers: 0.2,
    completes: 0.9,
    managerUnlisted: 0.9,
    phoneAtHand: 0.7,
  }),
]

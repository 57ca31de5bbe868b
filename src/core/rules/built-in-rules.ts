import type { Static } from 'typebox'
import type { AudiencesFile, RuleFile, SettingsFile, SwitchesFile } from '../../contract/rule-files.ts'
import type { RuleFolder } from './policy.ts'

const authentication: RuleFile = {
  purpose: 'authentication',
  rules: [
    {
      name: 'autofill-before-identifier',
      description: 'the one offer that cannot be a dead end: nothing pops up',
      conditions: {
        all: [
          { fact: 'support.conditionalGet', operator: 'equal', value: true },
          { fact: 'user.identified', operator: 'equal', value: false },
        ],
      },
      event: { type: 'passkey', params: { reason: 'conditional-before-identifier', mode: 'conditional' } },
    },
    {
      name: 'otherwise',
      event: { type: 'fallback', params: { reason: 'rules-unavailable', passive: 'conditional' } },
    },
  ],
}

const registration: RuleFile = {
  purpose: 'registration',
  rules: [{ name: 'otherwise', event: { type: 'skip', params: { reason: 'rules-unavailable' } } }],
}

const stepUp: RuleFile = {
  purpose: 'step-up',
  rules: [
    {
      name: 'otherwise',
      event: { type: 'fallback', params: { reason: 'rules-unavailable', passive: 'button' } },
    },
  ],
}

const audiences: AudiencesFile = { audiences: {} }
const switches: SwitchesFile = { switches: [] }

const settings: Static<typeof SettingsFile> = {
  costs: {
    passkeyLoginSeconds: 8,
    crossDeviceLoginSeconds: 30,
    fallbackLoginSeconds: 25,
    deadEndSeconds: 20,
    crossDeviceDeadEndSeconds: 45,
    immediateMissSeconds: 0.5,
  },
  thresholds: { suspectedGone: 0.2, highConfidence: 0.8, mediumConfidence: 0.5 },
  cooling: { days: 30, maxDays: 240 },
  probes: { leastChance: 0.3, mostReturns: 6 },
  registration: {
    maxAsks: 3,
    cooldownDays: 30,
    maxCooldownDays: 360,
    sharedDeviceUsers: 3,
    askCostSeconds: 10,
  },
  fallbacks: ['password'],
  resistantMethods: ['security-key', 'smart-card'],
  crossDevice: 'standard',
  ceremony: { timeoutMs: 300_000, maxAttempts: 2, userVerification: 'required' },
}

/**
 * The least policy that serves a login page, for a first start without valid rule files: the autofill stays armed,
 * nothing starts by itself. Read by the same parser as a manager's files; it has no `knowledge/`.
 */
export const builtInRules: RuleFolder = new Map(
  Object.entries({
    'authentication.rules.json': authentication,
    'registration.rules.json': registration,
    'step-up.rules.json': stepUp,
    'audiences.json': audiences,
    'settings.json': settings,
    'switches.json': switches,
  }).map(([path, file]) => [path, JSON.stringify(file, null, 2)]),
)

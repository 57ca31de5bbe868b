import type {
  CredentialRecord,
  DecisionInput,
  EvidenceKind,
  Policy,
  Sighting,
  UserHistory,
} from '../core/index.ts'
import { assess, nameProvider } from '../core/index.ts'

const dayMs = 86_400_000

/** One login in plain words, a line each: who, with which passkeys, on which device, when. */
export function describeLogin(input: DecisionInput, policy: Policy, now: number): readonly string[] {
  return [
    describeUser(input, policy, now),
    ...describePasskeys(input, policy, now),
    describeClient(input, policy, now),
    ...[...(input.assignments ?? [])].map(([name, variant]) => `drew ${variant} of ${name}`),
    `${input.purpose} at ${new Date(now).toISOString()}`,
  ]
}

function describeUser(input: DecisionInput, policy: Policy, now: number): string {
  const { user } = assess(input, policy, now)
  const parts: string[] = []
  if (!user.identified) parts.push('somebody who has not said who they are')
  else parts.push(user.state === 'active' ? 'a user' : `a user whose account is ${user.state}`)
  if (user.identified && input.user?.pseudonym !== undefined) parts.push(`id ${input.user.pseudonym}`)
  for (const [name, value] of Object.entries(user.attributes)) parts.push(`${name} ${String(value)}`)
  if (user.floor !== 'any') parts.push(`floor ${user.floor}`)
  const methods = user.fallbacks.length === 0 ? 'no other method' : `else ${user.fallbacks.join(', ')}`
  parts.push(input.user?.fallbacks === undefined ? `${methods} (from the settings)` : methods)
  const { ip, lastMethod, justUsed } = input.context
  if (ip !== undefined) parts.push(`from ${ip}`)
  if (lastMethod !== undefined) parts.push(`last used ${lastMethod}`)
  if (justUsed !== undefined) parts.push(`just used ${justUsed}`)
  return parts.join(', ')
}

function describePasskeys(input: DecisionInput, policy: Policy, now: number): readonly string[] {
  if (input.history === 'unavailable') return ['the history cannot be read']
  if (input.user === null || input.user.pseudonym === null) return []
  const { history } = input
  if (history.credentials.length === 0) return ['no passkey']
  return history.credentials.map((credential) =>
    [
      `passkey: ${nameProvider(credential, policy.knowledge) ?? 'nobody knows whose'}`,
      describeOrigin(credential, input),
      ...(credential.revokedAt === null ? [] : ['revoked']),
      ...describeSightings(credential, history, input, now),
    ].join(', '),
  )
}

function describeOrigin({ madeOn }: CredentialRecord, { device }: DecisionInput): string {
  if (madeOn === null) return 'made nobody knows where'
  const place = [madeOn.os, madeOn.browser].filter((word) => word !== 'unknown').join(' ')
  const here = madeOn.deviceId !== null && madeOn.deviceId === device.id
  return `made ${place === '' ? '' : `on ${place}, `}${here ? 'on this device' : 'elsewhere'}`
}

const describeSightings = (
  { id }: CredentialRecord,
  { sightings }: UserHistory,
  { device }: DecisionInput,
  now: number,
): readonly string[] =>
  sightings
    .filter(({ credentialId }) => credentialId === id)
    .map((sighting) => {
      const where = sighting.deviceId === device.id ? 'here' : `on ${sighting.deviceId}`
      return `${describeEvents(sighting, now)} ${where}`
    })

const words: Readonly<Partial<Record<EvidenceKind, string>>> = {
  'succeeded-here': 'worked',
  'succeeded-by-phone': 'worked by phone',
  'succeeded-by-key': 'worked by security key',
  'phone-failed': 'failed by phone',
  'immediate-fast-reject': 'not found at once',
  'immediate-slow-reject': 'not found',
}

function describeEvents({ recent }: Sighting, now: number): string {
  const counts = new Map<string, number>()
  for (const { kind } of recent) {
    const word = words[kind] ?? kind
    counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  const kinds = [...counts].map(([kind, count]) => (count === 1 ? kind : `${kind} x${count}`))
  const last = recent.at(-1)
  const days = last === undefined ? 0 : Math.round((now - last.at) / dayMs)
  return `${kinds.join(', ')}${last === undefined ? '' : ` (${recent.length > 1 ? 'last ' : ''}${days === 0 ? 'today' : `${days} days ago`})`}`
}

function describeClient(input: DecisionInput, policy: Policy, now: number): string {
  const { platform, support } = assess(input, policy, now)
  const { os, osVersion, browser, browserMajor, deviceType, webview, bot, conflicts } = platform
  const known = (...words: readonly (string | number)[]) =>
    words.filter((word) => word !== 'unknown').join(' ')
  const can = (
    [
      ['passkeys', support.webauthn.value],
      ['autofill', support.conditionalGet.value],
      ['silent try', support.immediateGet.value],
      ['phone', support.hybridClient.value],
    ] as const
  ).map(([word, value]) => `${word} ${value === 'unknown' ? '?' : value ? 'yes' : 'no'}`)
  return [
    known(os, osVersion) || 'an unknown system',
    known(browser, browserMajor) || 'an unknown browser',
    deviceType,
    ...(webview === null ? [] : [`inside ${webview}`]),
    ...(bot ? ['a robot'] : []),
    ...(conflicts.length === 0 ? [] : ['contradicts itself']),
    input.device.id === null ? 'no device id' : `device ${input.device.id}`,
    ...(input.device.proven ? ['proven'] : []),
    ...(input.device.users > 1 ? [`${input.device.users} people use it`] : []),
    `can: ${can.join(', ')}`,
  ].join(', ')
}

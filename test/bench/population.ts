import { fileURLToPath } from 'node:url'
import type { ClientSignals, DecisionRequest } from '../../src/contract/decision.ts'
import { type ClientPlatform, identifyPlatform, readSignals } from '../../src/core/index.ts'
import { loadFixtureSuite } from '../../src/files/load-fixture-suite.ts'
import { createRandom, createZipf, type Random } from './random.ts'
import { varyClients } from './vary-clients.ts'

export interface BenchClient {
  readonly signals: ClientSignals
  readonly platform: ClientPlatform
}

export interface BenchDevice {
  readonly id: string
  readonly client: BenchClient
}

type Passkey = Awaited<ReturnType<typeof loadFixtureSuite>>['suite']['passkeys'][string]

export interface BenchPasskey {
  readonly id: string
  readonly passkey: Passkey
  readonly device: BenchDevice
  /** Logins with it on that device. */
  readonly successes: number
  readonly failures: number
}

export interface BenchUser {
  readonly id: string
  readonly devices: readonly BenchDevice[]
  readonly passkeys: readonly BenchPasskey[]
  readonly attributes: Readonly<Record<string, string | number | boolean>>
  readonly hasPhoneLogins: boolean
  readonly wasAsked: boolean
}

/** Users by number. Nothing is stored: the same number always gives the same user. */
export interface Population {
  readonly clients: readonly BenchClient[]
  readonly userAt: (index: number) => BenchUser
}

const clientCount = 10_000
/** Where a passkey is likely to have been made, by the system of the device; others take any of the pool. */
const likelyPasskeys: Readonly<Record<string, readonly string[]>> = {
  ios: ['icloud-iphone', 'icloud-iphone', '1password'],
  ipados: ['icloud-iphone', 'icloud-mac'],
  macos: ['icloud-mac', 'icloud-mac', 'chrome-profile-mac', '1password', 'security-key'],
  android: ['google-android', 'google-android', 'samsung-pass', 'bitwarden'],
  windows: [
    'windows-hello',
    'google-chrome-desktop',
    '1password',
    'bitwarden',
    'icloud-via-qr',
    'security-key-usb',
  ],
}

export async function loadPopulation(): Promise<Population> {
  const { suite } = await loadFixtureSuite(fileURLToPath(new URL('../../fixtures', import.meta.url)))
  const named = Object.values(suite.clients).map(({ signals }) => signals)
  const ofPlatforms = suite.fixtures
    .filter(({ file }) => file.startsWith('platforms/') && !file.startsWith('platforms/other/'))
    .flatMap(({ fixture }) => (fixture.client === undefined && fixture.signals ? [fixture.signals] : []))
  const pool = [...named, ...ofPlatforms].filter(({ userAgent }) => userAgent !== undefined)
  const clients = varyClients(pool, clientCount).map((signals) => ({
    signals,
    platform: identifyPlatform(readSignals(signals)),
  }))
  const drawClient = createZipf(clients.length)
  return { clients, userAt: (index) => buildUser(index, clients, drawClient, suite.passkeys) }
}

function buildUser(
  index: number,
  clients: readonly BenchClient[],
  drawClient: (random: Random) => number,
  passkeys: Readonly<Record<string, Passkey>>,
): BenchUser {
  const random = createRandom(index + 2)
  const devices = Array.from({ length: 1 + random.below(3) }, (_, number): BenchDevice => {
    const client = clients[drawClient(random)]
    if (client === undefined) throw new RangeError('there is no such client')
    return {
      id: `d${index.toString(36)}-${number}-${Math.floor(random.next() * 2 ** 32).toString(36)}`,
      client,
    }
  })
  const names = Object.keys(passkeys)
  return {
    id: `customer-${1_000_000 + index}`,
    devices,
    passkeys: Array.from({ length: 1 + random.below(3) }, (): BenchPasskey => {
      const device = random.pick(devices)
      const passkey = passkeys[random.pick(likelyPasskeys[device.client.platform.os] ?? names)]
      if (passkey === undefined) throw new RangeError('there is no such passkey')
      const id = buildId(random)
      return { id, passkey, device, successes: random.below(9), failures: random.below(10) === 0 ? 2 : 0 }
    }),
    attributes: {
      country: random.pick(['de', 'fr', 'us', 'br', 'jp', 'in']),
      tier: random.below(4),
      beta: random.chance(0.1),
    },
    hasPhoneLogins: random.chance(0.1),
    wasAsked: random.chance(0.3),
  }
}

/** 16 bytes in base64url, as platform authenticators name their credentials. */
function buildId(random: Random): string {
  const bytes = Buffer.allocUnsafe(16)
  for (let at = 0; at < 16; at += 4) bytes.writeUInt32LE(Math.floor(random.next() * 2 ** 32), at)
  return bytes.toString('base64url')
}

export type Draw = 'zipf' | 'uniform'

/**
 * Decision requests as the back end of a login page sends them: who, from which browser profile, what the page
 * measured. Most come from a device the user is known on, some from another.
 */
export function drawRequests(
  population: Population,
  { users, draw, count }: { readonly users: number; readonly draw: Draw; readonly count: number },
): readonly DecisionRequest[] {
  const random = createRandom(users + count)
  const zipf = draw === 'zipf' ? createZipf(users) : null
  // Uniform: each user once, as far as there are so many, so that nobody is found in memory by chance.
  const stride = 7_919
  return Array.from({ length: count }, (_, number): DecisionRequest => {
    const user = population.userAt(zipf === null ? (number * stride) % users : zipf(random))
    const known = random.pick(user.devices)
    const device = random.chance(0.85)
      ? known
      : { id: `new-${number}`, client: random.pick(population.clients.slice(0, 1000)) }
    const purpose = random.next()
    return {
      purpose: purpose < 0.9 ? 'authentication' : purpose < 0.97 ? 'registration' : 'step-up',
      user: {
        id: user.id,
        state: 'active',
        attributes: user.attributes,
        fallbacks: ['password', 'email-link'],
      },
      device: { id: device.id },
      signals: device.client.signals,
      context: {
        ip: `203.0.${random.below(256)}.${random.below(256)}`,
        lastMethod: random.pick(['passkey', 'password']),
        ...(purpose >= 0.9 && purpose < 0.97 ? { justUsed: 'password' } : {}),
      },
    }
  })
}

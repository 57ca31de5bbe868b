import type { ClientSignals } from '../../src/contract/decision.ts'
import { createRandom, type Random } from './random.ts'

const androidModels = [
  ...['Pixel 6', 'Pixel 6a', 'Pixel 7', 'Pixel 7 Pro', 'Pixel 8', 'Pixel 8a', 'Pixel 9', 'Pixel 9 Pro XL'],
  ...['SM-S911B', 'SM-S918B', 'SM-S921B', 'SM-S928B', 'SM-S931B', 'SM-A546B', 'SM-A556B', 'SM-A155F'],
  ...['2201117TG', '23021RAA2Y', '2312DRA50G', '24069PC21G', 'CPH2581', 'CPH2609', 'V2318', 'XQ-DQ54'],
  ...['moto g54 5G', 'moto g(60)', 'motorola edge 40', 'NE2213', 'LE2123', 'RMX3771', 'Nokia G42', 'A063'],
]

/** Releases vary by a few either way; a build number has four or five digits, a patch two or three. */
function varyVersions(userAgent: string, random: Random): { text: string; chromium: string | null } {
  let chromium: string | null = null
  const build = (): string => `${4000 + random.below(4200)}.${10 + random.below(240)}`
  const text = userAgent
    .replace(/\b(Chrome|CriOS)\/(\d+)\.[\d.]+/, (_all, name: string, major: string) => {
      chromium = `${Math.max(80, Number(major) - 6 + random.below(13))}.0.${build()}`
      return `${name}/${chromium}`
    })
    .replace(/\b(EdgA?|EdgiOS)\/\d+\.[\d.]+/, (_all, name: string) => {
      return `${name}/${chromium?.split('.', 1)[0] ?? 140}.0.${1000 + random.below(3000)}.${10 + random.below(120)}`
    })
    .replace(/\b(FxiOS)\/(\d+)\.[\d.]+/, (_all, name: string, major: string) => {
      return `${name}/${Number(major) - random.below(12)}.${random.below(4)}`
    })
    .replace(/\brv:\d+\.0\) Gecko\/(\S+) Firefox\/\d+\.0/, (_all, gecko: string) => {
      const version = `${115 + random.below(38)}.0`
      return `rv:${version}) Gecko/${gecko} Firefox/${version}`
    })
    .replace(
      /\b(Instagram|FBAV\/|GSA\/|SamsungBrowser\/|OPR\/)( ?)(\d+)\.[\d.]+/,
      (_all, name, gap, major) => {
        return `${name}${gap}${major}.${random.below(40)}.${random.below(60)}.${random.below(90)}`
      },
    )
    .replace(/\bOS (\d+)_\d+(_\d+)?/, (_all, major: string) => {
      return `OS ${major}_${random.below(8)}${random.chance(0.5) ? `_${1 + random.below(4)}` : ''}`
    })
    .replace(/\bVersion\/(\d+)\.[\d.]+ /, (_all, major: string) => {
      return `Version/${major}.${random.below(8)}${random.chance(0.5) ? `.${1 + random.below(4)}` : ''} `
    })
    .replace(
      /\bMobile\/\w+/,
      () =>
        `Mobile/${15 + random.below(9)}${random.pick(['A', 'B', 'C', 'D', 'E', 'F', 'G'])}${100 + random.below(400)}`,
    )
  return { text, chromium }
}

/** The hints are moved along, so that they say what the user agent says. */
function varyHints(hints: Readonly<Record<string, unknown>>, chromium: string, model: string) {
  const [major = ''] = chromium.split('.')
  const shift = (list: unknown, version: string): unknown =>
    Array.isArray(list)
      ? list.map((entry) => (/Not.*Brand/i.test(entry?.brand) ? entry : { ...entry, version }))
      : list
  return {
    ...hints,
    ...(hints.brands === undefined ? {} : { brands: shift(hints.brands, major) }),
    ...(hints.fullVersionList === undefined
      ? {}
      : { fullVersionList: shift(hints.fullVersionList, chromium) }),
    ...(hints.model ? { model } : {}),
  }
}

function varyClient(client: ClientSignals, random: Random): ClientSignals {
  const model = random.pick(androidModels)
  const { text, chromium } = varyVersions(client.userAgent ?? '', random)
  const userAgent = text.replace(/(; Android [\d.]+; )(?!K\))[^;)]+?( Build\/|\))/, `$1${model}$2`)
  const hints = client.clientHints
  if (hints === undefined || chromium === null) return { ...client, userAgent }
  return { ...client, userAgent, clientHints: varyHints(hints, chromium, model) }
}

/**
 * So many clients with so many different user agents, made from a pool of real ones by other versions, builds and
 * models. Always the same for the same pool.
 */
export function varyClients(pool: readonly ClientSignals[], count: number): readonly ClientSignals[] {
  const random = createRandom(1)
  const clients = new Map<string, ClientSignals>()
  for (let tries = 0; clients.size < count; tries++) {
    if (tries > 50 * count)
      throw new Error(`the pool of clients does not give ${count} different user agents`)
    const client = varyClient(random.pick(pool), random)
    if (client.userAgent !== undefined) clients.set(client.userAgent, client)
  }
  return [...clients.values()]
}

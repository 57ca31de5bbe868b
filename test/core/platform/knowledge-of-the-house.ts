import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ClientPlatform } from '../../../src/core/platform/client-platform.ts'
import type { Knowledge } from '../../../src/core/platform/knowledge.ts'
import { parseKnowledge } from '../../../src/core/platform/parse-knowledge.ts'
import type { Signals } from '../../../src/core/signals/signals.ts'

const rules = fileURLToPath(new URL('../../../rules', import.meta.url))

const shipped: readonly (readonly [string, string])[] = readdirSync(join(rules, 'knowledge'), {
  recursive: true,
  encoding: 'utf8',
})
  .filter((file) => file.endsWith('.json'))
  .map((file) => [`knowledge/${file}`, readFileSync(join(rules, 'knowledge', file), 'utf8')])

/** The shipped files under `rules/knowledge/`, as a folder of texts of one's own. */
export const readShippedFolder = (): Map<string, string> => new Map(shipped)

export function parseShipped(): Knowledge {
  const { knowledge, problems } = parseKnowledge(readShippedFolder())
  if (knowledge === null) throw new Error(JSON.stringify(problems, null, 2))
  return knowledge
}

/** A client in a few words: `client('macos 13.5', 'chrome 118')`; a missing version is hidden. */
export function client(system: string, program: string, more: Partial<ClientPlatform> = {}): ClientPlatform {
  const [os = '', osVersion = 'unknown'] = system.split(' ')
  const [browser = '', browserVersion = 'unknown'] = program.split(' ')
  return {
    os: os as ClientPlatform['os'],
    osVersion,
    osVersionSource: osVersion === 'unknown' ? 'none' : 'hint',
    osVersionAtLeast: null,
    browser: browser as ClientPlatform['browser'],
    browserVersion,
    browserMajor: browserVersion === 'unknown' ? 'unknown' : Number(browserVersion.split('.')[0]),
    deviceType: ['ios', 'android'].includes(os) ? 'mobile' : os === 'ipados' ? 'tablet' : 'desktop',
    webview: null,
    bot: false,
    conflicts: [],
    ...more,
  }
}

/** What a client sends besides its name. */
export interface SentSignals extends Partial<Signals> {
  readonly platformVersion?: string
}

export function sent({ platformVersion, ...signals }: SentSignals = {}): Signals {
  return {
    userAgent: { text: '', deviceType: undefined, deviceVendor: undefined },
    hints: {
      brands: [],
      fullVersionList: [],
      formFactors: [],
      ...(platformVersion === undefined ? {} : { platformVersion }),
    },
    capabilities: {},
    capabilitiesReported: signals.capabilities !== undefined,
    ...signals,
  }
}

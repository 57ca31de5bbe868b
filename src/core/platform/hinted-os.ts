import type { OsName } from '../../contract/words.ts'
import type { ClientHints } from '../signals/signals.ts'
import { type OsVersionReading, unknownOsVersion } from './user-agent-os.ts'

const osByPlatform: Readonly<Record<string, OsName>> = {
  windows: 'windows',
  macos: 'macos',
  'mac os x': 'macos',
  android: 'android',
  linux: 'linux',
  'chrome os': 'chromeos',
  chromeos: 'chromeos',
  'chromium os': 'chromeos',
  ios: 'ios',
}

/** The system of `Sec-CH-UA-Platform`; nothing where it is absent or a word we do not know. */
export const identifyHintedOs = ({ platform }: ClientHints): OsName | undefined => {
  if (platform === undefined) return undefined
  const word = platform.toLowerCase()
  return Object.hasOwn(osByPlatform, word) ? osByPlatform[word] : undefined
}

/** The version of the system as `Sec-CH-UA-Platform-Version` tells it. */
export function readHintedOsVersion(os: OsName, { platformVersion }: ClientHints): OsVersionReading {
  if (platformVersion === undefined || !/^\d{1,9}(?:\.\d{1,9}){0,3}$/.test(platformVersion)) {
    return unknownOsVersion
  }
  switch (os) {
    case 'windows': {
      const version = readWindowsVersion(platformVersion)
      return version === undefined
        ? unknownOsVersion
        : { osVersion: version, osVersionSource: 'hint', osVersionAtLeast: null }
    }
    case 'macos':
    case 'android':
    case 'chromeos':
      // No release of these is numbered 0: such a value is a placeholder.
      return /^0+(?:\.|$)/.test(platformVersion)
        ? unknownOsVersion
        : { osVersion: platformVersion, osVersionSource: 'hint', osVersionAtLeast: null }
    default:
      // On Linux old Chromium told the kernel's version, today an empty string.
      return unknownOsVersion
  }
}

/**
 * Windows reports the version of its UniversalApiContract:
 * https://learn.microsoft.com/microsoft-edge/web-platform/how-to-detect-win11. 11 and 12 were never released.
 */
function readWindowsVersion(platformVersion: string): string | undefined {
  const [major = 0, minor = 0] = platformVersion.split('.').map(Number)
  if (major === 0) return { 1: '7', 2: '8', 3: '8.1' }[minor]
  if (major >= 13) return '11'
  return major <= 10 ? '10' : undefined
}

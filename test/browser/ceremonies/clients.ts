/** A browser as it presents itself. Headless Chromium calls itself so, and robots are shown no ceremony. */
export interface Client {
  readonly userAgent: string
  /** `navigator.platform` */
  readonly platform: string
  readonly metadata: Readonly<Record<'platform' | 'platformVersion' | 'model' | 'architecture', string>> & {
    readonly mobile: boolean
    readonly formFactors: string[]
  }
  readonly isPhone?: true
}

const version = '156'
const userAgentOf = (system: string, mobile = '') =>
  `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0${mobile} Safari/537.36`

export const clients = {
  'chrome-windows': {
    userAgent: userAgentOf('Windows NT 10.0; Win64; x64'),
    platform: 'Win32',
    metadata: {
      platform: 'Windows',
      platformVersion: '15.0.0',
      model: '',
      architecture: 'x86',
      mobile: false,
      formFactors: ['Desktop'],
    },
  },
  'chrome-macos': {
    userAgent: userAgentOf('Macintosh; Intel Mac OS X 10_15_7'),
    platform: 'MacIntel',
    metadata: {
      platform: 'macOS',
      platformVersion: '15.5.0',
      model: '',
      architecture: 'arm',
      mobile: false,
      formFactors: ['Desktop'],
    },
  },
  'chrome-android': {
    userAgent: userAgentOf('Linux; Android 10; K', ' Mobile'),
    platform: 'Linux armv8l',
    metadata: {
      platform: 'Android',
      platformVersion: '15.0.0',
      model: 'Pixel 9',
      architecture: '',
      mobile: true,
      formFactors: ['Mobile'],
    },
    isPhone: true,
  },
} as const satisfies Readonly<Record<string, Client>>
export type ClientName = keyof typeof clients

/** What `Emulation.setUserAgentOverride` takes: the header, the client hints and the scripts then say the same. */
export function overrideOf(name: ClientName) {
  const { userAgent, platform, metadata } = clients[name]
  const brandsOf = (end: string) => [
    { brand: 'Google Chrome', version: `${version}${end}` },
    { brand: 'Chromium', version: `${version}${end}` },
    { brand: 'Not)A;Brand', version: `24${end}` },
  ]
  return {
    userAgent,
    platform,
    userAgentMetadata: {
      ...metadata,
      formFactors: [...metadata.formFactors],
      brands: brandsOf(''),
      fullVersionList: brandsOf('.0.0.0'),
      bitness: '64',
      wow64: false,
    },
  }
}

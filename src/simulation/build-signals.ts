import type { ClientSignals } from '../contract/decision.ts'

export type SimulatedOs = 'windows' | 'macos' | 'ios' | 'ipados' | 'android' | 'linux' | 'chromeos'
export type SimulatedBrowser = 'chrome' | 'edge' | 'firefox' | 'safari' | 'samsung' | 'in-app'

/** One kind of client, as far as its signals differ. */
export interface ClientTraits {
  readonly os: SimulatedOs
  readonly browser: SimulatedBrowser
  readonly older: boolean
  readonly bluetooth: boolean
  /** A platform authenticator that verifies the user is set up. */
  readonly authenticator: boolean
  readonly immediate: boolean
}

/** What a page in this client would send: the real shapes of the real browsers, as in `fixtures/clients.json`. */
export function buildSignals(traits: ClientTraits): ClientSignals {
  const { os, browser } = traits
  if (browser === 'in-app') return os === 'android' ? androidWebview(traits) : instagram
  if (browser === 'safari') return safari(traits)
  if (browser === 'firefox') return firefox(traits)
  return os === 'ios' || os === 'ipados' ? chromeOnIos(traits) : chromium(traits)
}

const chromiumSystems = {
  windows: ['Windows NT 10.0; Win64; x64', 'Windows', '19.0.0', 'Win32'],
  macos: ['Macintosh; Intel Mac OS X 10_15_7', 'macOS', '15.5.0', 'MacIntel'],
  linux: ['X11; Linux x86_64', 'Linux', '6.14.0', 'Linux x86_64'],
  chromeos: ['X11; CrOS x86_64 14541.0.0', 'Chrome OS', '16328.55.0', 'Linux x86_64'],
  android: ['Linux; Android 10; K', 'Android', '15.0.0', 'Linux armv81'],
} as const

function chromium({ os, browser, older, bluetooth, authenticator, immediate }: ClientTraits): ClientSignals {
  const mobile = os === 'android'
  const [system, platform, platformVersion, navigatorPlatform] =
    chromiumSystems[os === 'ios' || os === 'ipados' ? 'android' : os]
  // Chromium 128 has neither getClientCapabilities (133) nor Google's passkeys on desktops (129).
  const major = older ? 128 : browser === 'samsung' ? 143 : immediate || mobile ? 157 : 148
  const brand = {
    chrome: ['Google Chrome', String(major)],
    edge: ['Microsoft Edge', String(major)],
    samsung: ['Samsung Internet', older ? '27' : '30'],
  }[browser === 'edge' || browser === 'samsung' ? browser : 'chrome'] as [string, string]
  const tail = browser === 'edge' ? ` Edg/${major}.0.0.0` : ''
  const head = browser === 'samsung' ? `SamsungBrowser/${brand[1]}.0 ` : ''
  const brands = [
    { brand: 'Not.A/Brand', version: '24' },
    { brand: 'Chromium', version: String(major) },
    { brand: brand[0], version: brand[1] },
  ]
  return {
    userAgent: `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) ${head}Chrome/${major}.0.0.0 ${mobile ? 'Mobile ' : ''}Safari/537.36${tail}`,
    clientHints: {
      brands,
      fullVersionList: brands.map(({ brand: name, version }) => ({
        brand: name,
        version: `${version}.0.0.0`,
      })),
      mobile,
      platform,
      platformVersion: mobile && browser === 'samsung' ? '14.0.0' : platformVersion,
      model: mobile ? 'Pixel 9' : '',
      formFactors: [mobile ? 'Mobile' : 'Desktop'],
    },
    ...(older
      ? {}
      : {
          clientCapabilities: {
            conditionalCreate: true,
            conditionalGet: true,
            hybridTransport: bluetooth || mobile,
            ...(mobile ? {} : { immediateGet: immediate }),
            passkeyPlatformAuthenticator: authenticator || bluetooth,
            relatedOrigins: true,
            signalAllAcceptedCredentials: true,
            signalCurrentUserDetails: true,
            signalUnknownCredential: true,
            userVerifyingPlatformAuthenticator: authenticator,
          },
        }),
    webauthn: true,
    userVerifyingPlatformAuthenticator: authenticator,
    conditionalMediation: true,
    bluetooth: bluetooth || mobile,
    maxTouchPoints: mobile ? 5 : 0,
    platform: navigatorPlatform,
  }
}

const firefoxSystems = {
  windows: ['Windows NT 10.0; Win64; x64', 'Win32'],
  macos: ['Macintosh; Intel Mac OS X 10.15', 'MacIntel'],
  linux: ['X11; Linux x86_64', 'Linux x86_64'],
  android: ['Android 15; Mobile', 'Linux armv81'],
} as const

function firefox({ os, older, authenticator }: ClientTraits): ClientSignals {
  const known = os === 'windows' || os === 'macos' || os === 'android' ? os : 'linux'
  const [system, platform] = firefoxSystems[known]
  const major = older ? 128 : 160
  const hybrid = known !== 'linux'
  const mobile = known === 'android'
  return {
    userAgent: `Mozilla/5.0 (${system}; rv:${major}.0) Gecko/${mobile ? `${major}.0` : '20100101'} Firefox/${major}.0`,
    ...(older
      ? {}
      : {
          clientCapabilities: {
            conditionalCreate: false,
            conditionalGet: true,
            hybridTransport: hybrid,
            passkeyPlatformAuthenticator: hybrid && authenticator,
            relatedOrigins: false,
            signalAllAcceptedCredentials: false,
            signalCurrentUserDetails: false,
            signalUnknownCredential: false,
            userVerifyingPlatformAuthenticator: authenticator,
          },
        }),
    webauthn: true,
    userVerifyingPlatformAuthenticator: authenticator,
    conditionalMediation: true,
    maxTouchPoints: mobile ? 5 : 0,
    platform,
  }
}

const appleCapabilities = (recent: boolean, authenticator: boolean) => ({
  conditionalCreate: recent,
  conditionalGet: true,
  hybridTransport: true,
  passkeyPlatformAuthenticator: true,
  relatedOrigins: recent,
  signalAllAcceptedCredentials: recent,
  signalCurrentUserDetails: recent,
  signalUnknownCredential: recent,
  userVerifyingPlatformAuthenticator: authenticator,
})

function safari({ os, older, authenticator }: ClientTraits): ClientSignals {
  const version = older ? '17.6' : '26.1'
  const phone = os === 'ios'
  const system = phone
    ? `iPhone; CPU iPhone OS ${older ? '17_6_1' : '18_6'} like Mac OS X`
    : 'Macintosh; Intel Mac OS X 10_15_7'
  return {
    userAgent: `Mozilla/5.0 (${system}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${version} ${phone ? 'Mobile/15E148 Safari/604.1' : 'Safari/605.1.15'}`,
    clientCapabilities: appleCapabilities(!older, authenticator),
    webauthn: true,
    userVerifyingPlatformAuthenticator: authenticator,
    conditionalMediation: true,
    maxTouchPoints: os === 'macos' ? 0 : 5,
    platform: phone ? 'iPhone' : 'MacIntel',
  }
}

const chromeOnIos = ({ authenticator }: ClientTraits): ClientSignals => ({
  userAgent:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/148.0.7774.50 Mobile/15E148 Safari/604.1',
  clientCapabilities: {
    ...appleCapabilities(true, authenticator),
    signalAllAcceptedCredentials: false,
    signalCurrentUserDetails: false,
    signalUnknownCredential: false,
  },
  webauthn: true,
  userVerifyingPlatformAuthenticator: authenticator,
  conditionalMediation: true,
  maxTouchPoints: 5,
  platform: 'iPhone',
})

const androidWebview = ({ older }: ClientTraits): ClientSignals => ({
  userAgent: `Mozilla/5.0 (Linux; Android 15; Pixel 9 Build/BP1A.250505.005; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/${older ? 128 : 157}.0.8287.50 Mobile Safari/537.36`,
  maxTouchPoints: 5,
  platform: 'Linux armv81',
})

const instagram: ClientSignals = {
  userAgent:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/23B85 Instagram 405.0.0.30.74 (iPhone17,3; iOS 26_1; en_US; en; scale=3.00; 1179x2556; 790123456)',
  clientCapabilities: {
    conditionalCreate: false,
    conditionalGet: false,
    hybridTransport: true,
    passkeyPlatformAuthenticator: false,
    userVerifyingPlatformAuthenticator: false,
  },
  webauthn: true,
  userVerifyingPlatformAuthenticator: false,
  conditionalMediation: false,
  maxTouchPoints: 5,
  platform: 'iPhone',
}

import type { BrowserName } from '../../contract/words.ts'

/**
 * Brands of `Sec-CH-UA`, most particular first: the list comes in random order, with one invented brand in it
 * (GREASE, https://wicg.github.io/ua-client-hints/#grease), so a brand is found by its known name only.
 */
export const brandNames: readonly (readonly [brand: string, browser: BrowserName])[] = [
  ['Microsoft Edge WebView2', 'webview'],
  ['Microsoft Edge', 'edge'],
  ['OperaMobile', 'opera'],
  ['Opera GX', 'opera'],
  ['Opera Mobile', 'opera'],
  ['Opera', 'opera'],
  ['Brave', 'brave'],
  ['Vivaldi', 'vivaldi'],
  ['Samsung Internet', 'samsung'],
  ['YaBrowser', 'yandex'],
  ['Yandex', 'yandex'],
  ['Whale', 'whale'],
  ['DuckDuckGo', 'duckduckgo'],
  ['Ecosia', 'ecosia'],
  ['Huawei Browser', 'huawei'],
  ['HuaweiBrowser', 'huawei'],
  ['Miui Browser', 'miui'],
  ['Oculus Browser', 'oculus'],
  ['Meta Quest Browser', 'oculus'],
  ['Amazon Silk', 'silk'],
  ['QQBrowser', 'qq'],
  ['UCBrowser', 'uc'],
  ['HeadlessChrome', 'headless-chrome'],
  ['Electron', 'electron'],
  ['Google Chrome', 'chrome'],
  ['Android WebView', 'webview'],
]

export const webView2Brand = 'Microsoft Edge WebView2'
export const chromiumBrand = 'Chromium'

/** The invented brand: some spelling of "Not A Brand" with odd characters between the words. */
export const inventedBrand = /not.{0,4}a.{0,4}brand/i

import type { BrowserName } from '../../contract/words.ts'
import type { BrandVersion, ClientHints } from '../signals/signals.ts'
import { brandNames, chromiumBrand, inventedBrand, webView2Brand } from './brand-names.ts'

export interface HintedBrowser {
  readonly browser: BrowserName
  readonly browserVersion: string
  readonly webView2: boolean
}

/** The browser that the brand list names; nothing where there is no list. */
export function identifyHintedBrowser({ brands, fullVersionList }: ClientHints): HintedBrowser | undefined {
  const list = brands.length > 0 ? brands : fullVersionList
  if (list.length === 0) return undefined
  for (const [name, browser] of brandNames) {
    const brand = find(list, name)
    if (brand === undefined) continue
    return {
      browser,
      browserVersion: readFullVersion(brand, fullVersionList),
      webView2: name === webView2Brand,
    }
  }
  const stranger = list.find(({ brand }) => brand !== chromiumBrand && !inventedBrand.test(brand))
  const brand = stranger ?? find(list, chromiumBrand)
  if (brand === undefined) return undefined
  return {
    browser: stranger === undefined ? 'chromium' : 'other',
    browserVersion: readFullVersion(brand, fullVersionList),
    webView2: false,
  }
}

const find = (list: readonly BrandVersion[], name: string): BrandVersion | undefined =>
  list.find(({ brand }) => brand === name)

/** Opera puts Chromium's version into its full version list: a full version counts where the majors agree. */
function readFullVersion({ brand, version }: BrandVersion, fullVersionList: readonly BrandVersion[]): string {
  const full = find(fullVersionList, brand)?.version
  return full?.split('.')[0] === version.split('.')[0] ? (full ?? version) : version
}

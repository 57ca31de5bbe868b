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
  let best: BrandVersion | undefined
  let bestRank = Number.POSITIVE_INFINITY
  for (const brand of list) {
    const rank = rankOf(brand.brand)
    if (rank < bestRank) {
      best = brand
      bestRank = rank
    }
  }
  if (best === undefined) return undefined
  const browser = bestRank === strangerRank ? 'other' : (brandNames[bestRank]?.[1] ?? 'chromium')
  return {
    browser,
    // Opera puts Chromium's version into its full version list: alone it says nothing of Opera's.
    browserVersion: browser === 'opera' && brands.length === 0 ? '' : readFullVersion(best, fullVersionList),
    webView2: best.brand === webView2Brand,
  }
}

const ranks: ReadonlyMap<string, number> = new Map(brandNames.map(([name], rank) => [name, rank]))
/** A name we do not know still says more than Chromium's, which stands in every list. */
const strangerRank = brandNames.length
const chromiumRank = strangerRank + 1

function rankOf(brand: string): number {
  const rank = ranks.get(brand)
  if (rank !== undefined) return rank
  if (brand === chromiumBrand) return chromiumRank
  return inventedBrand.test(brand) ? Number.POSITIVE_INFINITY : strangerRank
}

const find = (list: readonly BrandVersion[], name: string): BrandVersion | undefined =>
  list.find(({ brand }) => brand === name)

/** A full version counts where the majors agree. */
function readFullVersion({ brand, version }: BrandVersion, fullVersionList: readonly BrandVersion[]): string {
  const full = find(fullVersionList, brand)?.version
  return full?.split('.')[0] === version.split('.')[0] ? (full ?? version) : version
}

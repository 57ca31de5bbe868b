import {
  parseBooleanHeader,
  parseBrandHeader,
  parseStringHeader,
  parseStringListHeader,
} from './parse-hint-header.ts'
import { readRecord } from './read-record.ts'
import type { BrandVersion, ClientHints, RawSignals } from './signals.ts'

const longestText = 128
const longestList = 16

const noHints: ClientHints = { brands: [], fullVersionList: [], formFactors: [] }

/**
 * User-agent client hints from the JSON of `navigator.userAgentData.getHighEntropyValues()` and from request
 * headers. The page's word wins where it says something: it sees the client itself, headers pass through proxies
 * and may come from a back end. An empty string means that the client will not say, and counts as absent.
 */
export function readClientHints(body: unknown, headers: RawSignals['headers'] = {}): ClientHints {
  const said = readRecord(body)
  if (
    said === undefined &&
    headers['sec-ch-ua'] === undefined &&
    headers['sec-ch-ua-platform'] === undefined
  ) {
    return noHints
  }
  const platform = readText(said?.platform) ?? parseStringHeader(headers['sec-ch-ua-platform'])
  const platformVersion =
    readText(said?.platformVersion) ?? parseStringHeader(headers['sec-ch-ua-platform-version'])
  const mobile = readBoolean(said?.mobile) ?? parseBooleanHeader(headers['sec-ch-ua-mobile'])
  const model = readText(said?.model) ?? parseStringHeader(headers['sec-ch-ua-model'])
  return {
    ...(platform !== undefined && { platform }),
    ...(platformVersion !== undefined && { platformVersion }),
    ...(mobile !== undefined && { mobile }),
    ...(model !== undefined && { model }),
    brands: readBrands(said?.brands) ?? parseBrandHeader(headers['sec-ch-ua']),
    fullVersionList:
      readBrands(said?.fullVersionList) ?? parseBrandHeader(headers['sec-ch-ua-full-version-list']),
    formFactors: readTexts(said?.formFactors) ?? parseStringListHeader(headers['sec-ch-ua-form-factors']),
  }
}

const readText = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= longestText && value.trim() !== '' ? value : undefined

const readBoolean = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined)

const readTexts = (value: unknown): readonly string[] | undefined => {
  if (!Array.isArray(value)) return undefined
  const texts = value.slice(0, longestList).flatMap((item: unknown) => readText(item) ?? [])
  return texts.length === 0 ? undefined : texts
}

const readBrands = (value: unknown): readonly BrandVersion[] | undefined => {
  if (!Array.isArray(value)) return undefined
  const brands = value.slice(0, longestList).flatMap((item: unknown): BrandVersion[] => {
    const brand = readText(readRecord(item)?.brand)
    return brand === undefined ? [] : [{ brand, version: readText(readRecord(item)?.version) ?? '' }]
  })
  return brands.length === 0 ? undefined : brands
}

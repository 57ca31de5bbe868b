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
  const hints: Writable<ClientHints> = {
    brands: readBrands(said?.brands) ?? parseBrandHeader(headers['sec-ch-ua']),
    fullVersionList:
      readBrands(said?.fullVersionList) ?? parseBrandHeader(headers['sec-ch-ua-full-version-list']),
    formFactors: readTexts(said?.formFactors) ?? parseStringListHeader(headers['sec-ch-ua-form-factors']),
  }
  const platform = readText(said?.platform) ?? parseStringHeader(headers['sec-ch-ua-platform'])
  if (platform !== undefined) hints.platform = platform
  const platformVersion =
    readText(said?.platformVersion) ?? parseStringHeader(headers['sec-ch-ua-platform-version'])
  if (platformVersion !== undefined) hints.platformVersion = platformVersion
  const mobile = readBoolean(said?.mobile) ?? parseBooleanHeader(headers['sec-ch-ua-mobile'])
  if (mobile !== undefined) hints.mobile = mobile
  const model = readText(said?.model) ?? parseStringHeader(headers['sec-ch-ua-model'])
  if (model !== undefined) hints.model = model
  return hints
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

const readText = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= longestText && /\S/.test(value) ? value : undefined

const readBoolean = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined)

const readTexts = (value: unknown): readonly string[] | undefined =>
  readItems(value, (item) => readText(item))

const readBrands = (value: unknown): readonly BrandVersion[] | undefined =>
  readItems(value, (item) => {
    const said = readRecord(item)
    const brand = readText(said?.brand)
    return brand === undefined ? undefined : { brand, version: readText(said?.version) ?? '' }
  })

/** The items that can be read, or nothing where there are none: an empty list says as little as an empty string. */
function readItems<Item>(
  value: unknown,
  read: (item: unknown) => Item | undefined,
): readonly Item[] | undefined {
  if (!Array.isArray(value)) return undefined
  const items: Item[] = []
  for (let index = 0; index < value.length && index < longestList; index += 1) {
    const item = read(value[index])
    if (item !== undefined) items.push(item)
  }
  return items.length === 0 ? undefined : items
}

import { type BareItem, parseItem, parseList } from 'structured-headers'
import { createTextMemo } from './create-text-memo.ts'
import type { BrandVersion } from './signals.ts'

/** Chromium sends at most a few hundred characters; what is longer is not from a browser. */
const longestHeader = 2048
const longestList = 16

const empty: readonly never[] = []

type Header = string | readonly string[] | undefined

/**
 * `Sec-CH-UA` and `Sec-CH-UA-Full-Version-List`: a list of strings with a parameter `v`
 * (https://wicg.github.io/ua-client-hints/#sec-ch-ua). Brands may contain commas and quotes, so the text is
 * never split by hand. A malformed header counts as absent, as RFC 9651, section 4.2, demands.
 */
export function parseBrandHeader(header: Header): readonly BrandVersion[] {
  return header === undefined ? empty : readBrands(join(header))
}

/** `Sec-CH-UA-Form-Factors`: a list of strings. */
export function parseStringListHeader(header: Header): readonly string[] {
  return header === undefined ? empty : readStrings(join(header))
}

/** `Sec-CH-UA-Platform`, `-Platform-Version`, `-Model`: a string; an empty one means the client will not say. */
export function parseStringHeader(header: Header): string | undefined {
  if (header === undefined) return undefined
  const { value } = readItem(join(header))
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

/** `Sec-CH-UA-Mobile`: `?1` or `?0`. */
export function parseBooleanHeader(header: Header): boolean | undefined {
  if (header === undefined) return undefined
  const { value } = readItem(join(header))
  return typeof value === 'boolean' ? value : undefined
}

/** Several header lines of one name are one list (RFC 9110, section 5.3); for a single item they are malformed. */
const join = (header: string | readonly string[]): string =>
  typeof header === 'string' ? header : header.join(', ')

const readBrands = createTextMemo((text): readonly BrandVersion[] =>
  parseMembers(text).flatMap(([brand, parameters]) => {
    const version = parameters.get('v')
    return typeof brand === 'string' ? [{ brand, version: typeof version === 'string' ? version : '' }] : []
  }),
)

const readStrings = createTextMemo((text): readonly string[] =>
  parseMembers(text).flatMap(([value]) => (typeof value === 'string' && value !== '' ? [value] : [])),
)

const readItem = createTextMemo((text): { readonly value?: BareItem } => {
  if (text === '' || text.length > longestHeader) return {}
  try {
    return { value: parseItem(text)[0] }
  } catch {
    return {}
  }
})

function parseMembers(text: string): ReturnType<typeof parseList> {
  if (text === '' || text.length > longestHeader) return []
  try {
    return parseList(text).slice(0, longestList)
  } catch {
    return []
  }
}

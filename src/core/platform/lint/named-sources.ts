/**
 * Sources that have a name instead of an address. After the name may come a place in it: a path, a version, a date.
 * `weak` ones are no proof by themselves, so what rests on them alone is never certain.
 */
export const namedSources: readonly { readonly name: string; readonly weak: boolean }[] = [
  { name: '@mdn/browser-compat-data', weak: false },
  { name: 'Chromium source', weak: false },
  { name: 'Firefox source', weak: false },
  { name: 'WebKit source', weak: false },
  { name: 'Chromium', weak: false },
  { name: 'Chrome for Android', weak: false },
  { name: 'Samsung Internet', weak: false },
  { name: 'Keywise', weak: true },
  { name: 'general knowledge', weak: true },
  { name: 'Corbado (vendor statement)', weak: true },
]

/** A list of sources is written with semicolons between them. */
export const splitSources = (source: string): readonly string[] =>
  source.split(';').map((part) => part.trim())

/** The named source a text begins with, where it goes on with a place or not at all. */
export const findNamedSource = (text: string): (typeof namedSources)[number] | undefined =>
  namedSources.find(({ name }) => text === name || /^(?:,? |$)/.test(rest(text, name)))

const rest = (text: string, name: string): string => (text.startsWith(name) ? text.slice(name.length) : '-')

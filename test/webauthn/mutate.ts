/** One thing that can happen to bytes or to texts on the way. */
export interface Mutation {
  readonly name: string
  readonly apply: (response: Draft) => unknown
}

/** A response as JSON, free to be bent. */
export interface Draft {
  readonly id: string
  readonly rawId: string
  readonly response: Readonly<Record<string, unknown>>
}

export type Place =
  | 'clientDataJSON'
  | 'attestationObject'
  | 'authenticatorData'
  | 'signature'
  | 'userHandle'
  | 'id'

const read = (draft: Draft, place: Place): string =>
  String(place === 'id' ? draft.id : (draft.response[place] ?? ''))

/** How many bytes a place of a response has. */
export const sizeOf = (draft: Draft, place: Place): number =>
  Buffer.from(read(draft, place), 'base64url').byteLength

const write = (draft: Draft, place: Place, text: unknown): unknown =>
  place === 'id'
    ? { ...draft, id: text, rawId: text }
    : { ...draft, response: { ...draft.response, [place]: text } }

/** Every class of change to the bytes at one position. */
const byteClasses: Readonly<Record<string, (bytes: Buffer, at: number) => Buffer>> = {
  'set to 0': (bytes, at) => put(bytes, at, 0x00),
  'set to 255': (bytes, at) => put(bytes, at, 0xff),
  'one more': (bytes, at) => put(bytes, at, ((bytes[at] ?? 0) + 1) & 0xff),
  inverted: (bytes, at) => put(bytes, at, (bytes[at] ?? 0) ^ 0xff),
  removed: (bytes, at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]),
  doubled: (bytes, at) => Buffer.concat([bytes.subarray(0, at + 1), bytes.subarray(at)]),
  'a zero before': (bytes, at) => Buffer.concat([bytes.subarray(0, at), Buffer.alloc(1), bytes.subarray(at)]),
  'the end': (bytes, at) => bytes.subarray(0, at),
  'the beginning': (bytes, at) => bytes.subarray(at + 1),
  'swapped with the next': (bytes, at) =>
    put(put(bytes, at, bytes[at + 1] ?? 0), Math.min(at + 1, bytes.length - 1), bytes[at] ?? 0),
  'four zeros': (bytes, at) =>
    Buffer.concat([bytes.subarray(0, at), Buffer.alloc(4), bytes.subarray(at + 4)]),
}
function put(bytes: Buffer, at: number, value: number): Buffer {
  const changed = Buffer.from(bytes)
  if (at < changed.length) changed[at] = value
  return changed
}

/**
 * Mutations of every byte of a place: one bit of each, or all eight; and of every `step`-th byte each class of change.
 * `size` is how long the place was in one response; where it is shorter in another, positions wrap.
 */
export function mutateBytes(place: Place, size: number, bits: 1 | 8, step: number): Mutation[] {
  const change = (name: string, edit: (bytes: Buffer) => Buffer): Mutation => ({
    name: `${place}: ${name}`,
    apply: (draft) => {
      const bytes = Buffer.from(read(draft, place), 'base64url')
      return write(draft, place, edit(bytes).toString('base64url'))
    },
  })
  const positions = Array.from({ length: size }, (_, at) => at)
  const flips = positions.flatMap((at) =>
    Array.from({ length: bits }, (_, bit) => {
      const which = bits === 8 ? bit : at % 8
      return change(`bit ${which} of byte ${at} flipped`, (bytes) =>
        put(bytes, at % bytes.length, (bytes[at % bytes.length] ?? 0) ^ (1 << which)),
      )
    }),
  )
  const classes = positions
    .filter((at) => at % step === 0)
    .flatMap((at) =>
      Object.entries(byteClasses).map(([name, edit]) =>
        change(`byte ${at}: ${name}`, (bytes) => edit(bytes, at % bytes.length)),
      ),
    )
  return [...flips, ...classes]
}

/** Other spellings of a place and other things in its stead. */
export function mutateText(place: Place): Mutation[] {
  const respell = (name: string, edit: (text: string) => unknown): Mutation => ({
    name: `${place}: ${name}`,
    apply: (draft) => write(draft, place, edit(read(draft, place))),
  })
  return [
    respell('padded', (text) => `${text}=`),
    respell('padded twice', (text) => `${text}==`),
    respell('a space before', (text) => ` ${text}`),
    respell('a line end after', (text) => `${text}\n`),
    respell('a space within', (text) => `${text.slice(0, 4)} ${text.slice(4)}`),
    respell('a dot within', (text) => `${text.slice(0, 4)}.${text.slice(4)}`),
    respell('base64', (text) => `+/${text}`),
    respell('one letter more', (text) => `${text}A`),
    respell('one letter less', (text) => text.slice(0, -1)),
    respell('two letters swapped', (text) => `${text[1]}${text[0]}${text.slice(2)}`),
    respell('in capitals', (text) => text.toUpperCase()),
    respell('in small letters', (text) => text.toLowerCase()),
    respell('backwards', (text) => [...text].reverse().join('')),
    respell('twice', (text) => text + text),
    respell('base64url of base64url', (text) => Buffer.from(text).toString('base64url')),
    respell('hexadecimal', (text) => Buffer.from(text, 'base64url').toString('hex')),
    respell('full-width letters', (text) => `Ａ${text.slice(1)}`),
    respell('a zero character', (text) => `${text}\u0000`),
    respell('empty', () => ''),
    respell('null', () => null),
    respell('a number', () => 7),
    respell('true', () => true),
    respell('a list', (text) => [text]),
    respell('an object', (text) => ({ value: text })),
    respell('very long', () => 'A'.repeat(4096)),
    respell('missing', () => undefined),
  ]
}

/** Client data that says the same in other words, or nearly. */
export const mutateClientData: readonly Mutation[] = (
  [
    ['a byte order mark before', (text) => `\uFEFF${text}`],
    ['spaces around', (text) => ` ${text} `],
    ['written again with spaces', (text) => JSON.stringify(JSON.parse(text), null, 1)],
    ['a member more', (text) => text.replace('{', '{"x":1,')],
    ['the type told twice', (text) => text.replace('{', '{"type":"webauthn.get",')],
    ['the challenge told twice', (text) => text.replace('{', '{"challenge":"AAAA",')],
    ['the origin told twice', (text) => text.replace('{', '{"origin":"https://evil.example",')],
    [
      'the origin told twice, the other last',
      (text) => text.replace(/\}$/, ',"origin":"https://evil.example"}'),
    ],
    ['the challenge told twice, the other last', (text) => text.replace(/\}$/, ',"challenge":"AAAA"}')],
    ['crossOrigin told twice, the other last', (text) => text.replace(/\}$/, ',"crossOrigin":true}')],
    ['keys escaped', (text) => text.replace('"type"', '"\\u0074ype"')],
    ['slashes escaped', (text) => text.replaceAll('/', '\\/')],
    ['a prototype', (text) => text.replace('{', '{"__proto__":{"origin":"x"},')],
    ['a comma too many', (text) => text.replace(/\}$/, ',}')],
    ['a list around', (text) => `[${text}]`],
    ['a text around', (text) => JSON.stringify(text)],
    ['another object after', (text) => `${text}{}`],
    ['a zero character after', (text) => `${text}\u0000`],
    ['single quotes', (text) => text.replaceAll('"', "'")],
    ['keys in capitals', (text) => text.replace('"challenge"', '"Challenge"')],
    ['a challenge with padding', (text) => text.replace(/("challenge":"[^"]*)/, '$1=')],
    ['a challenge with a space', (text) => text.replace('"challenge":"', '"challenge":" ')],
    ['an origin in a list', (text) => text.replace(/"origin":("[^"]*")/, '"origin":[$1]')],
    ['no members', () => '{}'],
    ['null', () => 'null'],
    ['deeply nested', () => '['.repeat(5000)],
  ] satisfies [string, (text: string) => string][]
).map(([name, edit]) => ({
  name: `client data: ${name}`,
  apply: (draft: Draft) => {
    const text = Buffer.from(read(draft, 'clientDataJSON'), 'base64url').toString()
    return write(draft, 'clientDataJSON', Buffer.from(edit(text)).toString('base64url'))
  },
}))

/** The response as a whole taken apart. */
export function mutateStructure(places: readonly Place[]): Mutation[] {
  const inner = places.filter((place) => place !== 'id')
  const swaps = inner.flatMap((one, index) =>
    inner.slice(index + 1).map(
      (other): Mutation => ({
        name: `${one} and ${other} swapped`,
        apply: (draft) => ({
          ...draft,
          response: { ...draft.response, [one]: draft.response[other], [other]: draft.response[one] },
        }),
      }),
    ),
  )
  const change = (name: string, apply: Mutation['apply']): Mutation => ({ name, apply })
  return [
    ...swaps,
    change('rawId alone changed', (draft) => ({ ...draft, rawId: `A${draft.rawId.slice(1)}x` })),
    change('id alone changed', (draft) => ({ ...draft, id: `A${draft.id.slice(1)}x` })),
    change('rawId missing', ({ rawId: _, ...rest }) => rest),
    change('another type', (draft) => ({ ...draft, type: 'password' })),
    change('type in capitals', (draft) => ({ ...draft, type: 'Public-Key' })),
    change('type missing', (draft) => ({ ...draft, type: undefined })),
    change('no response', (draft) => ({ ...draft, response: undefined })),
    change('an empty response', (draft) => ({ ...draft, response: {} })),
    change('a response of null', (draft) => ({ ...draft, response: null })),
    change('a response within the response', (draft) => ({ ...draft, response: draft })),
    change('everything in a list', (draft) => [draft]),
    change('null', () => null),
    change('a text', (draft) => JSON.stringify(draft)),
    change('an attachment that does not exist', (draft) => ({ ...draft, authenticatorAttachment: 'moon' })),
    change('extension results that are no object', (draft) => ({ ...draft, clientExtensionResults: 'x' })),
    change('a hundred members more', (draft) => ({
      ...draft,
      ...Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`m${index}`, index])),
    })),
  ]
}

/** Changes that mean nothing: members nobody reads, and words a client may say about itself. */
export const harmless: readonly Mutation[] = (
  [
    ['a member more', (draft) => ({ ...draft, later: 'member' })],
    ['a member more within', (draft) => ({ ...draft, response: { ...draft.response, later: 'member' } })],
    ['another attachment', (draft) => ({ ...draft, authenticatorAttachment: 'cross-platform' })],
    ['no attachment', (draft) => ({ ...draft, authenticatorAttachment: null })],
    ['no extension results', (draft) => ({ ...draft, clientExtensionResults: undefined })],
    ['other extension results', (draft) => ({ ...draft, clientExtensionResults: { later: {} } })],
  ] satisfies [string, (draft: Draft) => unknown][]
).map(([name, apply]) => ({ name: `harmless: ${name}`, apply }))

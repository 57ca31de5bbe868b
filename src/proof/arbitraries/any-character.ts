import fc from 'fast-check'

/** Code points that are no characters by themselves, from 0xd800 on. */
const surrogates = 0x800
const characters = 0x110000 - surrogates
const codePointOf = (index: number) => (index < 0xd800 ? index : index + surrogates)
const indexOf = (codePoint: number) => (codePoint < 0xd800 ? codePoint : codePoint - surrogates)

/**
 * Any one character of Unicode: what `unit: 'binary'` draws, the same for the same seed. But that lists all 1.1 million of
 * them first, only to know which texts it could have drawn, which takes most of a second, and 95 MB from then on.
 */
export const anyCharacter: fc.Arbitrary<string> = fc.nat({ max: characters - 1 }).map(
  (index) => String.fromCodePoint(codePointOf(index)),
  (text) => {
    const index = typeof text === 'string' ? indexOf(text.codePointAt(0) ?? -1) : -1
    if (index < 0 || String.fromCodePoint(codePointOf(index)) !== text) throw new Error('not one character')
    return index
  },
)

/** One element of an XML text, with what stands in it. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: XmlElement[]
  text: string
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function decode(text: string): string {
  if (/[<]|&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-f]+);)/i.test(text))
    throw new Error(`not escaped: ${text}`)
  if (text.includes(']]>')) throw new Error('`]]>` in a text')
  return text.replaceAll(/&(#x?[0-9a-f]+|\w+);/gi, (_, name: string) =>
    name.startsWith('#')
      ? String.fromCodePoint(Number(name.replace(/^#x/i, '0x').replace('#', '')))
      : (entities[name] ?? ''),
  )
}

/**
 * Reads the XML 1.0 that a JUnit report may use (no comments, CDATA or document type), strictly: what is not well-formed
 * throws, and so does a character that XML cannot hold.
 */
export function parseXml(xml: string): XmlElement {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML forbids them
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(xml))
    throw new Error('a forbidden character')
  if (/\p{Surrogate}/u.test(xml)) throw new Error('half of a surrogate pair')
  const declaration = /^<\?xml version="1\.0" encoding="UTF-8"\?>\n/.exec(xml)?.[0]
  if (declaration === undefined) throw new Error('no declaration')
  const document: XmlElement = { name: '', attributes: {}, children: [], text: '' }
  const stack = [document]
  const tag = /<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>/gy
  let at = declaration.length
  while (at < xml.length) {
    const parent = stack.at(-1)
    if (parent === undefined) throw new Error('more ends than starts')
    const next = xml.indexOf('<', at)
    parent.text += decode(xml.slice(at, next === -1 ? xml.length : next))
    if (next === -1) break
    tag.lastIndex = next
    const [whole, slash, name = '', list = '', empty] = tag.exec(xml) ?? []
    if (whole === undefined) throw new Error(`no tag at ${next}: ${xml.slice(next, next + 60)}`)
    at = next + whole.length
    if (slash === '/') {
      if (stack.pop()?.name !== name) throw new Error(`</${name}> closes something else`)
      continue
    }
    const pairs = [...list.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(
      ([, key = '', value = '']) => [key, decode(value)] as const,
    )
    if (new Set(pairs.map(([key]) => key)).size !== pairs.length)
      throw new Error(`an attribute twice in ${name}`)
    const element: XmlElement = { name, attributes: Object.fromEntries(pairs), children: [], text: '' }
    parent.children.push(element)
    if (empty !== '/') stack.push(element)
  }
  const [root] = document.children
  const isWhole = stack.length === 1 && document.children.length === 1 && document.text.trim() === ''
  if (!isWhole || root === undefined) throw new Error('not one whole element')
  return root
}

/** Every element of a name, however deep. */
export const findElements = (element: XmlElement, name: string): XmlElement[] => [
  ...element.children.filter((child) => child.name === name),
  ...element.children.flatMap((child) => findElements(child, name)),
]

type Child = Node | string | null | false
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>

/**
 * Builds an element of attributes and children. Text is always text: nothing of the data is ever read as HTML. An
 * attribute that is false or undefined is left out, one that is true stands without a value.
 */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  setAttributes(element, attributes)
  element.append(...children.filter((child) => child !== null && child !== false))
  return element
}

export function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? '' : String(value))
  }
}

export const onClick = <E extends HTMLElement>(element: E, act: () => void): E => {
  element.addEventListener('click', act)
  return element
}

/** Only for those who listen: the eye sees it in another way. */
export const hidden = (text: string): HTMLElement => make('span', { class: 'vh' }, text)

/** An address as a link that tells nobody where it was followed from; anything else as text. */
export function makeSource(source: string): HTMLElement {
  if (!/^https?:\/\//.test(source)) return make('span', {}, source)
  const shown = source.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '')
  return make('a', { href: source, rel: 'noreferrer noopener', target: '_blank' }, shown)
}

/**
 * Scrolls sideways by itself, so that the page does not; reachable by keyboard, with a name. A group, not a landmark:
 * there are many of them.
 */
export const makeRegion = (label: string, ...children: readonly Child[]): HTMLElement =>
  make('div', { class: 'region', role: 'group', 'aria-label': label, tabindex: 0 }, ...children)

/** An element of the page that is always there. @throws where the page and its script do not fit together */
export function find<E extends HTMLElement = HTMLElement>(id: string): E {
  const element = document.getElementById(id)
  if (element === null) throw new Error(`the page has no #${id}`)
  return element as E
}

export const readKey = (): string =>
  document.querySelector<HTMLMetaElement>('meta[name=keywise-key]')?.content ?? ''

/** Shows and hides by the attribute, which styles and screen readers both follow. */
export const show = (id: string, isShown = true): void => {
  find(id).hidden = !isShown
}

export const whenClicked = (id: string, act: () => unknown): void =>
  find(id).addEventListener('click', () => void act())

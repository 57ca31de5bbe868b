import { setAttributes } from './element.ts'
import type { ActionWord } from './words.ts'

const namespace = 'http://www.w3.org/2000/svg'

/** Drawn on 16 by 16, in strokes of the colour of the text beside them. */
const paths: Readonly<Record<ActionWord, string>> = {
  passkey: 'M5.5 2.5a3 3 0 1 1 0 6a3 3 0 1 1 0-6M7.7 7.7l5.8 5.8M11 11l2-2M9.4 9.4l1.3-1.3',
  'cross-device': 'M2.5 1.5h6v13h-6zM5 12.2h1M11 5.5a3.5 3.5 0 0 1 0 5M13 3.5a6.5 6.5 0 0 1 0 9',
  fallback: 'M1.5 4.5h13v7h-13zM4.4 8h.1M7.9 8h.1M11.4 8h.1',
  offer: 'M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13M8 5v6M5 8h6',
  conditional: 'M9.2 1.5L3.5 9h4l-.7 5.5L12.5 7h-4z',
  skip: 'M3 3l5 5l-5 5M8 3l5 5l-5 5',
}

/** The picture of an action; decoration only, words or letters stand beside it. */
export function makeIcon(action: ActionWord): SVGSVGElement {
  const svg = document.createElementNS(namespace, 'svg')
  setAttributes(svg, { viewBox: '0 0 16 16', 'aria-hidden': 'true', class: 'icon' })
  const path = document.createElementNS(namespace, 'path')
  setAttributes(path, { d: paths[action] })
  svg.append(path)
  return svg
}

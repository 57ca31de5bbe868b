import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { MatrixView } from '../../contract/matrix.ts'
import { linkModules } from './link-modules.ts'
import { packJson } from './pack-json.ts'

/** What is built of `page/`: the same place, seen from `src/` and from `dist/`. */
const pageFolder = new URL('../../../dist/matrix/html/page/', import.meta.url)

interface Page {
  readonly script: string
  readonly style: string
  readonly policy: string
}

let page: Page | undefined

function loadPage(): Page {
  const read = (path: string) => readFileSync(new URL(path, pageFolder), 'utf8')
  const script = linkModules('main.js', read)
  const style = read('report.css')
  if (/<\/(script|style)/i.test(script + style)) throw new Error('INVARIANT: the page would end its own tags')
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return { script, style, policy }
}

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`

/** JSON that can stand in a `<script>`: without `<` nothing in it can end the tag or open a comment. */
export const escapeJson = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')

/**
 * The compatibility matrix as one HTML file that asks for nothing: works from `file://`, from an attachment, offline.
 * Throws where the page is not built (`npm run build`).
 */
export function renderHtmlReport(view: MatrixView): string {
  page ??= loadPage()
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${page.policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>Keywise compatibility matrix</title>
<style>${page.style}</style>
</head>
<body>
<a class="skip" href="#map" data-skip>Skip to the map</a>
<header id="head" class="head"></header>
<main id="main"><noscript><p class="problems">This report is drawn by a script that is part of this file: allow scripts to read it.</p></noscript></main>
<footer class="foot"><p>Keywise compatibility matrix. Everything shown is in this file; nothing is loaded and nothing is sent.</p></footer>
<script type="application/json" id="data">${escapeJson(packJson(view))}</script>
<script>${page.script}</script>
</body>
</html>
`
}

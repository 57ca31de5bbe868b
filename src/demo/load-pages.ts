import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface Asset {
  readonly type: string
  readonly text: string
}
export interface Pages {
  /** Scripts and styles by file name. */
  readonly assets: ReadonlyMap<string, Asset>
  /** A page with its gaps filled in; every value is written as text, whatever it holds. */
  readonly render: (page: string, values: Readonly<Record<string, unknown>>) => string
}

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
}
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (mark) => entities[mark] ?? mark)

/** Reads the folder of pages once. `always` are values that every page has. */
export async function loadPages(dir: string, always: Readonly<Record<string, string>>): Promise<Pages> {
  const assets = new Map<string, Asset>()
  const pages = new Map<string, string>()
  for (const file of await readdir(dir)) {
    const ending = file.slice(file.lastIndexOf('.') + 1)
    const type = types[ending]
    if (ending !== 'html' && type === undefined) continue
    const text = await readFile(join(dir, file), 'utf8')
    if (type === undefined) pages.set(file.slice(0, -'.html'.length), text)
    else assets.set(file, { type, text })
  }
  return {
    assets,
    render(page, values) {
      const filled = { ...always, ...values } as Readonly<Record<string, unknown>>
      const text = pages.get(page)
      if (text === undefined) throw new Error(`there is no page \`${page}\``)
      return text.replace(/\{\{(\w+)\}\}/g, (_gap, name: string) => escapeHtml(String(filled[name] ?? '')))
    },
  }
}

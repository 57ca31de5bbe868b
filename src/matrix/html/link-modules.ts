import { posix } from 'node:path'

/**
 * Makes one script of modules, so that a page can hold it: each becomes a function that returns its exports, in an order
 * in which what a module imports stands before it. Understands what our compiler writes for `import { a } from` and
 * `export function|const`; anything else, and a circle, is an error.
 */
export function linkModules(entry: string, read: (path: string) => string): string {
  const names = new Map<string, string>()
  const open = new Set<string>()
  const parts: string[] = []

  const link = (path: string): string => {
    const known = names.get(path)
    if (known !== undefined) return known
    if (open.has(path)) throw new Error(`${path} imports itself, by way of ${[...open].join(', ')}`)
    open.add(path)
    const exported: string[] = []
    const body = read(path)
      .replace(/^\/\/# sourceMappingURL=.*$/gm, '')
      .replace(/^import \{([^}]*)\} from '([^']+)';?$/gm, (_all, list: string, from: string) => {
        if (/\bas\b/.test(list)) throw new Error(`${path} renames what it imports from ${from}`)
        return `const {${list}} = ${link(posix.join(posix.dirname(path), from))};`
      })
      .replace(/^export ((?:async )?function|const) ([\w$]+)/gm, (_all, kind: string, name: string) => {
        exported.push(name)
        return `${kind} ${name}`
      })
      .replace(/^export \{\};?$/gm, '')
    const strange = /^(?:import|export)\b.*$/m.exec(body)
    if (strange !== null) throw new Error(`${path}: cannot link \`${strange[0]}\``)
    open.delete(path)
    const name = `module${names.size}`
    names.set(path, name)
    parts.push(`const ${name} = (() => {\n${body.trim()}\nreturn { ${exported.join(', ')} }\n})();`)
    return name
  }

  link(entry)
  return `'use strict';\n(() => {\n${parts.join('\n')}\n})();\n`
}

import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import type { LintRule } from './lint-rule.ts'
import { listConditions } from './list-conditions.ts'
import { mirroredBy, systemsOf, wordsOf } from './where-covers.ts'

/**
 * Edge counts as Chrome already, so naming both says nothing more; and with a version range the second name is tested
 * against its own number, which for Opera or Vivaldi is another one than Chromium's.
 */
export const lintMirroredBrowser: LintRule = {
  kind: 'mirrored-browser',
  severity: 'warning',
  find: (draft) =>
    listConditions(draft).flatMap(({ file, pointer, where, ofFile }) => {
      if (where.exactly === true) return []
      const browsers: readonly string[] = wordsOf(where.browser)
      const systems = systemsOf(ofFile === undefined ? [where] : [ofFile, where])
      return browsers.flatMap((browser, index) => {
        const of = mirroredBy(browser, systems, draft.browsers?.mirrors ?? [])?.of
        if (of === undefined || !browsers.includes(of)) return []
        return [
          {
            file,
            pointer: Array.isArray(where.browser)
              ? pointerTo(pointer, 'browser', index)
              : pointerTo(pointer, 'browser'),
            message: `${quote(browser)} counts as ${quote(of)} already, which is named too`,
            help: `take ${quote(browser)} away, or add \`"exactly": true\``,
          },
        ]
      })
    }),
}

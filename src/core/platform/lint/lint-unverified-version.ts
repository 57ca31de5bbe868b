import type { BrowserName } from '../../../contract/words.ts'
import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import { readVersionRange, readVersionSpan } from '../version-range.ts'
import type { LintRule } from './lint-rule.ts'
import { listConditions } from './list-conditions.ts'
import { wordsOf } from './where-covers.ts'

/**
 * A bound above the newest version that was looked at is a mistyped number, or `newestVerified` was forgotten: clients
 * of that version are still answered as if nothing were known of them.
 */
export const lintUnverifiedVersion: LintRule = {
  kind: 'unverified-version',
  severity: 'warning',
  find: (draft) => {
    const newest = draft.browsers?.newestVerified.browsers ?? {}
    return listConditions(draft).flatMap(({ file, pointer, where }) => {
      const { browserVersion } = where
      if (browserVersion === undefined) return []
      const { from } = readVersionRange(browserVersion)
      return wordsOf(where.browser).flatMap((browser: BrowserName) => {
        const version = newest[browser]
        if (version === undefined || from < readVersionSpan(version).below) return []
        return [
          {
            file,
            pointer: pointerTo(pointer, 'browserVersion'),
            message: `${quote(browserVersion)} begins after the newest ${browser} that was verified, ${version}`,
            help: 'raise `newestVerified` in browsers.json, or correct the number',
          },
        ]
      })
    })
  },
}

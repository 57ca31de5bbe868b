import { helpWithWord } from '../../documents/help-with-word.ts'
import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import { providersKey } from '../knowledge-places.ts'
import type { LintRule } from './lint-rule.ts'

/** A provider that leans on a reach pattern must name one that exists, else it would reach nothing. */
export const lintUnknownPattern: LintRule = {
  kind: 'unknown-pattern',
  severity: 'error',
  find: ({ providers }) => {
    const patterns = Object.keys(providers?.reachPatterns ?? {})
    return (providers?.providers ?? []).flatMap(({ reachLike }, index) =>
      reachLike === undefined || patterns.includes(reachLike)
        ? []
        : [
            {
              file: providersKey,
              pointer: pointerTo('/providers', index, 'reachLike'),
              message: `no reach pattern is called ${quote(reachLike)}`,
              help: helpWithWord(reachLike, patterns),
            },
          ],
    )
  },
}

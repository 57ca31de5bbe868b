import { helpWithWord } from '../../documents/help-with-word.ts'
import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import { providersKey } from '../knowledge-places.ts'
import type { LintRule } from './lint-rule.ts'

/** An inference that ends at a provider nobody described would be dropped. */
export const lintUnknownProvider: LintRule = {
  kind: 'unknown-provider',
  severity: 'error',
  find: ({ providers }) => {
    const ids = (providers?.providers ?? []).map(({ id }) => id)
    return (providers?.inference ?? []).flatMap(({ provider }, index) =>
      ids.includes(provider)
        ? []
        : [
            {
              file: providersKey,
              pointer: pointerTo('/inference', index, 'provider'),
              message: `no provider is called ${quote(provider)}`,
              help: helpWithWord(provider, ids),
            },
          ],
    )
  },
}

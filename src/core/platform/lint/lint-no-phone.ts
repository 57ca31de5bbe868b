import { helpWithWord } from '../../documents/help-with-word.ts'
import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import { providersKey } from '../knowledge-places.ts'
import type { LintRule } from './lint-rule.ts'

const phoneSystems: readonly string[] = ['android', 'ios', 'ipados']

/** A QR code is scanned with a phone or a tablet; people would be told to reach for a laptop's camera. */
export const lintNoPhone: LintRule = {
  kind: 'no-phone',
  severity: 'error',
  find: ({ providers }) =>
    (providers?.providers ?? []).flatMap(({ phones }, provider) =>
      phones.flatMap(({ os }, index) =>
        phoneSystems.includes(os)
          ? []
          : [
              {
                file: providersKey,
                pointer: pointerTo('/providers', provider, 'phones', index, 'os'),
                message: `no phone or tablet runs ${quote(os)}`,
                help: helpWithWord(os, phoneSystems),
              },
            ],
      ),
    ),
}

import { knownErrorNames } from '../../../contract/failure-files.ts'
import { helpWithWord } from '../../documents/help-with-word.ts'
import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import { failuresKey } from '../knowledge-places.ts'
import type { LintRule } from './lint-rule.ts'

const known: readonly string[] = knownErrorNames

/** Case counts in names of errors. An unknown one may be an extension's own; more often it is misspelt. */
export const lintStrangeError: LintRule = {
  kind: 'strange-error',
  severity: 'warning',
  find: ({ failures }) =>
    (failures?.failures ?? []).flatMap(({ errors }, index) =>
      (errors === undefined || errors === 'none' ? [] : errors).flatMap((name, place) =>
        known.includes(name)
          ? []
          : [
              {
                file: failuresKey,
                pointer: pointerTo('/failures', index, 'errors', place),
                message: `no browser is known to tell ${quote(name)}`,
                help: helpWithWord(name, known),
              },
            ],
      ),
    ),
}

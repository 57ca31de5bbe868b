import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import { providersKey } from '../knowledge-places.ts'
import type { LintRule } from './lint-rule.ts'

/** A source about a provider's user verification that says neither of its extension nor of its apps what it is. */
export const lintSilentVerification: LintRule = {
  kind: 'silent-verification',
  severity: 'error',
  find: ({ providers }) =>
    (providers?.providers ?? []).flatMap(({ id, userVerification }, index) =>
      userVerification === undefined ||
      userVerification.extension !== undefined ||
      userVerification.native !== undefined
        ? []
        : [
            {
              file: providersKey,
              pointer: pointerTo('/providers', index, 'userVerification'),
              message: `${quote(id)} has a source for its user verification and does not say what it is`,
              help: 'add `extension` or `native`, each `honest` or `dishonest`, or take it out',
            },
          ],
    ),
}

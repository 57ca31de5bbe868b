import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import { providersKey } from '../knowledge-places.ts'
import type { LintRule } from './lint-rule.ts'

/** All zeros name nobody: given to one provider, every unlisted passkey would be taken for its own. */
export const lintKnownAnonymous: LintRule = {
  kind: 'known-anonymous',
  severity: 'error',
  find: ({ providers }) =>
    (providers?.providers ?? []).flatMap(({ id, aaguids }, provider) =>
      aaguids.flatMap((aaguid, index) =>
        providers?.anonymousAaguids.includes(aaguid)
          ? [
              {
                file: providersKey,
                pointer: pointerTo('/providers', provider, 'aaguids', index),
                message: `${quote(aaguid)} names nobody, and ${quote(id)} claims it`,
                help: 'leave it to `inference`, which looks at flags and transports',
              },
            ]
          : [],
      ),
    ),
}

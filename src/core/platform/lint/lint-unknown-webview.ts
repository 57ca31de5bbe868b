import { helpWithWord } from '../../documents/help-with-word.ts'
import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import { inAppTokens } from '../in-app-tokens.ts'
import type { LintRule } from './lint-rule.ts'
import { listConditions } from './list-conditions.ts'
import { wordsOf } from './where-covers.ts'

/** Every name the reading of a user agent can give to what surrounds a page. */
const webviewNames: readonly string[] = [
  ...new Set([
    'android-webview',
    'wkwebview',
    'webview2',
    'electron',
    'other-app',
    ...inAppTokens.map(([, host]) => host),
  ]),
]

/** Host apps are free text to the schema; a name that no client ever gets makes a condition that never holds. */
export const lintUnknownWebview: LintRule = {
  kind: 'unknown-webview',
  severity: 'error',
  find: (draft) =>
    listConditions(draft).flatMap(({ file, pointer, where: { webview } }) => {
      if (webview === undefined || typeof webview === 'boolean') return []
      return wordsOf(webview).flatMap((name, index) =>
        webviewNames.includes(name)
          ? []
          : [
              {
                file,
                pointer: Array.isArray(webview)
                  ? pointerTo(pointer, 'webview', index)
                  : pointerTo(pointer, 'webview'),
                message: `no web view is called ${quote(name)}`,
                help: helpWithWord(name, webviewNames),
              },
            ],
      )
    }),
}

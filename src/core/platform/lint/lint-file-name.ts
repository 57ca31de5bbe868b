import { helpWithWord } from '../../documents/help-with-word.ts'
import { quote } from '../../documents/quote.ts'
import { isPlatformFile, platformsFolder, singleFiles } from '../knowledge-places.ts'
import type { LintRule } from './lint-rule.ts'

/** A file nobody reads is most likely a misspelt name: its facts would silently be missing. */
export const lintFileName: LintRule = {
  kind: 'unknown-file',
  severity: 'error',
  find: ({ paths }) =>
    paths
      .filter((path) => path.startsWith('knowledge/') && path.endsWith('.json'))
      .filter((path) => !isPlatformFile(path) && !singleFiles.includes(path))
      .map((file) => ({
        file,
        pointer: '',
        message: `no part of the knowledge is called ${quote(file)}`,
        help: helpWithWord(file, [...singleFiles, `${platformsFolder}*.json`]),
      })),
}

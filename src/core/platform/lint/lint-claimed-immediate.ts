import { pointerTo } from '../../documents/json-pointer.ts'
import type { LintRule } from './lint-rule.ts'

/**
 * An immediate request that is not supported shows a dialog nobody asked for, so only the client itself may say that
 * it can; a version number never proves it.
 */
export const lintClaimedImmediate: LintRule = {
  kind: 'claimed-immediate',
  severity: 'error',
  find: ({ platforms }) =>
    platforms.flatMap(({ file, content }) =>
      content.statements.flatMap(({ values }, index) =>
        values.immediateGet !== true
          ? []
          : [
              {
                file,
                pointer: pointerTo('/statements', index, 'values', 'immediateGet'),
                message: 'only the report of a client makes `immediateGet` true',
                help: 'say `"unknown"` where a version may have it',
              },
            ],
      ),
    ),
}

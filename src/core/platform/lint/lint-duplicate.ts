import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import { failuresKey, issuesKey, providersKey } from '../knowledge-places.ts'
import type { Finding, LintRule } from './lint-rule.ts'

/** Ids and AAGUIDs stand once: history, rules and people refer to them, and of two only one would be found. */
export const lintDuplicate: LintRule = {
  kind: 'duplicate',
  severity: 'error',
  find: ({ providers, issues, failures }) => [
    ...findRepeats(
      providersKey,
      (providers?.providers ?? []).flatMap(({ id, aaguids }, index) => [
        { name: id, pointer: pointerTo('/providers', index, 'id') },
        ...aaguids.map((name, place) => ({
          name,
          pointer: pointerTo('/providers', index, 'aaguids', place),
        })),
      ]),
    ),
    ...findRepeats(
      issuesKey,
      (issues?.issues ?? []).map(({ id }, index) => ({
        name: id,
        pointer: pointerTo('/issues', index, 'id'),
      })),
    ),
    ...findRepeats(
      failuresKey,
      (failures?.failures ?? []).map(({ id }, index) => ({
        name: id,
        pointer: pointerTo('/failures', index, 'id'),
      })),
    ),
  ],
}

function findRepeats(
  file: string,
  names: readonly { readonly name: string; readonly pointer: string }[],
): Finding[] {
  const first = new Map<string, string>()
  return names.flatMap(({ name, pointer }) => {
    const before = first.get(name)
    if (before === undefined) {
      first.set(name, pointer)
      return []
    }
    return [{ file, pointer, message: `${quote(name)} stands twice`, help: `the first stands at ${before}` }]
  })
}

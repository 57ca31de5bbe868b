import { isRecord } from './is-record.ts'

/** A JSON pointer (RFC 6901) one or more steps below `base`. */
export function pointerTo(base: string, ...keys: readonly (string | number)[]): string {
  return base + keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** The steps of a JSON pointer; also of a validator's path into its schema, which is one after `#`. */
export function stepsOf(pointer: string): readonly string[] {
  return pointer
    .replace(/^#/, '')
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** What stands at a JSON pointer; undefined where nothing does. Own keys only. */
export function readPointer(root: unknown, pointer: string): unknown {
  return stepsOf(pointer).reduce(step, root)
}

function step(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value[Number(key)]
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

import { isRecord } from '../documents/is-record.ts'

/** A path into a map fact: `$` and plain own keys, such as `$.plan`. Nothing else is a path. */
const plainPath = /^\$(?:\.[A-Za-z0-9_-]{1,64}){1,8}$/

/** The keys of a plain path, or null where it is not one. */
export function readPathKeys(path: string): readonly string[] | null {
  if (path.length > 600 || !plainPath.test(path)) return null
  const keys = path.slice(2).split('.')
  return keys.some(isReservedName) ? null : keys
}

/** Names that every JavaScript object answers to: never valid as a key, path step or audience. */
export function isReservedName(name: string): boolean {
  return name === 'prototype' || name in Object.prototype
}

/** Follows own keys only; `undefined` (an unknown value) where one is missing. */
export function readOwnKeys(value: unknown, keys: readonly string[]): unknown {
  let current = value
  for (const key of keys) {
    if (!isRecord(current) || !Object.hasOwn(current, key)) return undefined
    current = current[key]
  }
  return current
}

/**
 * json-rules-engine's `pathResolver`. Its default hands the path to jsonpath-plus, whose filter and script
 * expressions run JavaScript: rule text must never run code.
 */
export function readOwnPath(value: unknown, path: string): unknown {
  const keys = readPathKeys(path)
  return keys === null ? undefined : readOwnKeys(value, keys)
}

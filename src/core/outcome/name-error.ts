import type { Knowledge } from '../platform/knowledge.ts'

/**
 * The names errors have in browsers: `DOMException` and JavaScript's own (https://webidl.spec.whatwg.org/#idl-DOMException-error-names,
 * https://tc39.es/ecma262/#sec-native-error-types-used-in-this-standard), and those of our own SDK.
 */
const usualNames: ReadonlySet<string> = new Set([
  'AbortError',
  'ConstraintError',
  'DataCloneError',
  'DataError',
  'EncodingError',
  'HierarchyRequestError',
  'InUseAttributeError',
  'InvalidAccessError',
  'InvalidCharacterError',
  'InvalidModificationError',
  'InvalidNodeTypeError',
  'InvalidStateError',
  'NamespaceError',
  'NetworkError',
  'NoModificationAllowedError',
  'NotAllowedError',
  'NotFoundError',
  'NotReadableError',
  'NotSupportedError',
  'OperationError',
  'OptOutError',
  'QuotaExceededError',
  'ReadOnlyError',
  'SecurityError',
  'SyntaxError',
  'TimeoutError',
  'TransactionInactiveError',
  'URLMismatchError',
  'UnknownError',
  'VersionError',
  'WrongDocumentError',
  'AggregateError',
  'Error',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SuppressedError',
  'TypeError',
  'URIError',
  'no-answer',
  'verification-failed',
])

/**
 * The name of an error as it may be kept. A page can write anything there, an address or a name of somebody as well: what
 * neither browsers nor the failure table know is `other`.
 */
export function nameError(name: string, { failures }: Pick<Knowledge, 'failures'>): string {
  if (usualNames.has(name)) return name
  const isKnown = failures.some(({ row }) => Array.isArray(row.errors) && row.errors.includes(name))
  return isKnown ? name : 'other'
}

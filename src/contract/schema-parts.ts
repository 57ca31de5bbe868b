import Type, { type TSchemaOptions } from 'typebox'
import { attachmentNames } from './words.ts'

/** Parts that every schema of the contract is made of. */

/**
 * A closed list of words as a schema. `enum` says all of it; `type` besides spares the serialiser of answers from
 * looking at each value to find out how to write it.
 */
export const oneOf = <const T extends string>(words: readonly T[], options: TSchemaOptions = {}) =>
  Type.Enum<T[]>(words, { type: 'string', ...options })

/** An object with the keys it names and no others. */
export const closed = { additionalProperties: false }

/** A moment, as in RFC 3339: `2026-11-21T09:00:00Z`. */
export const Instant = Type.String({ format: 'date-time' })

/** As browsers give it: `PublicKeyCredential.authenticatorAttachment` is null where they do not tell (WebAuthn Level 3). */
export const NullableAttachment = Type.Union([oneOf(attachmentNames), Type.Null()])

import {
  type AttachmentName,
  attachmentNames,
  type TransportName,
  transportNames,
} from '../contract/words.ts'

/** What a client says about itself; advisory, so what is not a word of the spec is dropped and not refused. */

/** https://www.w3.org/TR/webauthn-3/#enum-transport, each once. */
export const readTransports = (told: unknown): TransportName[] =>
  Array.isArray(told) ? transportNames.filter((name) => told.includes(name)) : []

/** https://www.w3.org/TR/webauthn-3/#enum-attachment */
export const readAttachment = (told: unknown): AttachmentName | null =>
  attachmentNames.find((name) => name === told) ?? null

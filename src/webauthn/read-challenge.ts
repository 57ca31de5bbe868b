import { readBase64url } from './read-base64url.ts'
import { readClientData } from './read-client-data.ts'

/**
 * The challenge that a response answers, to find what was asked; null where it cannot be read. It proves nothing yet.
 * Takes whatever came, and never throws.
 */
export function readChallenge(response: unknown): string | null {
  try {
    const inner = isObject(response) ? response.response : undefined
    const bytes = isObject(inner) ? readBase64url(inner.clientDataJSON) : null
    const challenge = bytes === null ? undefined : readClientData(bytes)?.challenge
    return typeof challenge === 'string' && readBase64url(challenge) !== null ? challenge : null
  } catch {
    return null
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** CollectedClientData as it came: nothing about its values is known yet. https://www.w3.org/TR/webauthn-3/#dictdef-collectedclientdata */
export type ClientData = Readonly<Record<string, unknown>>

/** UTF-8 decoded and parsed; null where that is no JSON object. Members nobody knows are allowed: clients add them. */
export function readClientData(bytes: Uint8Array): ClientData | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return isClientData(value) ? value : null
  } catch {
    return null
  }
}

const isClientData = (value: unknown): value is ClientData =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export type Json = Readonly<Record<string, unknown>>
export type Keywise = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: Json) => Promise<Json>

/** All there is to calling Keywise from a back end: JSON over HTTP with the secret key, and a limit to waiting. */
export function createKeywise(keywiseUrl: () => string, secretKey: string): Keywise {
  return async (method, path, body) => {
    const response = await fetch(new URL(path, keywiseUrl()), {
      method,
      headers: { authorization: `Bearer ${secretKey}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      redirect: 'error', // it would carry the key to somebody else
      signal: AbortSignal.timeout(3_000),
    })
    const answer = response.status === 204 ? {} : ((await response.json()) as Json)
    if (response.ok) return answer
    const error = new Error(`Keywise answered ${response.status} ${answer.code}`)
    throw Object.assign(error, { statusCode: response.status, answer })
  }
}

export type Json = Readonly<Record<string, unknown>>

/** Sends JSON to our own back end. @throws Error with what it said, where it says no */
export async function sendJson<T>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: object,
  signal?: AbortSignal,
): Promise<T> {
  const response = await fetch(path, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    ...(signal && { signal }),
  })
  const answer: unknown = await response.json()
  if (response.ok) return answer as T
  throw new RefusedError(answer as Problem)
}

interface Problem {
  readonly title?: string
  readonly detail?: string
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[]
}

/** What a problem document says, in one sentence. */
export class RefusedError extends Error {
  constructor({ title, detail, errors = [] }: Problem) {
    const places = errors.map((error) => `${error.pointer}: ${error.detail}`)
    super([detail ?? title ?? 'this did not work', ...places].join('\n'))
  }
}

import type { FollowedGuide } from './start-guide.ts'

/** JSON as it came, for tests to look into. */
// biome-ignore lint/suspicious/noExplicitAny: what an answer holds is for each test to say
type Json = any

export interface Reply {
  readonly status: number
  readonly location: string | null
  readonly text: string
  /** Undefined where it is none. */
  readonly json: Json
}

/** A browser, as far as HTTP goes: cookies, the origin of its page, redirects seen one by one. */
export interface Visitor {
  readonly get: (path: string) => Promise<Reply>
  /** A page's `fetch`; a form where the body is `URLSearchParams`. */
  readonly post: (path: string, body: object, origin?: string) => Promise<Reply>
  /** The page asks Keywise with the publishable key. @throws unless it is answered with success */
  readonly ask: (path: string, body: object) => Promise<Json>
}

export function createVisitor(guide: FollowedGuide, siteUrl = guide.siteUrl): Visitor {
  const cookies = new Map<string, string>()
  const send = async (path: string, options: RequestInit): Promise<Reply> => {
    const url = new URL(path, siteUrl)
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const response = await fetch(url, {
      ...options,
      headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Test', ...options.headers, cookie },
      redirect: 'manual',
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') === true
    const location = response.headers.get('location')
    return { status: response.status, location, text, json: isJson ? JSON.parse(text) : undefined }
  }
  return {
    get: (path) => send(path, {}),
    post(path, body, origin = new URL(siteUrl).origin) {
      if (body instanceof URLSearchParams) return send(path, { method: 'POST', body, headers: { origin } })
      const headers = { origin, 'content-type': 'application/json' }
      return send(path, { method: 'POST', body: JSON.stringify(body), headers })
    },
    async ask(path, body) {
      const headers = {
        origin: guide.origin,
        authorization: `Bearer ${guide.publishableKey}`,
        'content-type': 'application/json',
      }
      const response = await fetch(guide.keywiseUrl + path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers,
      })
      const json: Json = await response.json()
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(json)}`)
      return json
    },
  }
}

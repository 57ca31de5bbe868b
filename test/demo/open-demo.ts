import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { parseConfig } from '../../src/http/config.ts'
import { createLogger } from '../../src/http/create-logger.ts'
import { startServer } from '../../src/http/server.ts'
import { createFolder } from '../http/open-app.ts'

export type Answer = Readonly<Record<string, unknown>>

export interface Visit {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly form?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

const rulesDir = fileURLToPath(new URL('../../rules', import.meta.url))

/** A server as `npm start` has it, with its demo, on a data directory of the test's own. */
export async function openDemo(directory?: string) {
  const dir = directory ?? (await createFolder())
  const { config } = parseConfig({
    directory: dir,
    environment: { KEYWISE_PORT: '0', KEYWISE_RULES_DIR: rulesDir },
  })
  if (config === null) throw new Error('the settings of the test are wrong')
  const lines: string[] = []
  const log = createLogger('trace', { write: (line) => void lines.push(line) })
  const server = await startServer(config, { log })
  let isOpen = true
  const close = async () => {
    if (isOpen) await server.close()
    isOpen = false
  }
  onTestFinished(close)
  const host = `localhost:${server.port}`

  /** A browser: it keeps cookies, and says where what it posts comes from. */
  const openBrowser = () => {
    const cookies = new Map<string, string>()
    return {
      cookies,
      async visit(path: string, { method, form, body, headers = {} }: Visit = {}) {
        const type = form === undefined ? 'application/json' : 'application/x-www-form-urlencoded'
        const payload = form === undefined ? body : new URLSearchParams(form).toString()
        const how = method ?? (payload === undefined ? 'GET' : 'POST')
        const response = await server.app.inject({
          method: how,
          url: path,
          headers: {
            host,
            'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0',
            ...(how === 'GET' ? {} : { origin: `http://${host}` }),
            ...(payload === undefined ? {} : { 'content-type': type }),
            cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
            ...headers,
          },
          ...(payload === undefined ? {} : { payload: payload as string | object }),
        })
        for (const { name, value } of response.cookies) {
          if (value === '') cookies.delete(name)
          else cookies.set(name, encodeURIComponent(value))
        }
        const isJson = /json/.test(String(response.headers['content-type'] ?? ''))
        const { statusCode: status, body: text, headers: told } = response
        return {
          status,
          text,
          headers: told,
          json: isJson ? response.json() : null,
          cookies: response.cookies,
        }
      },
    }
  }
  const secretKey = server.madeKeys.find(({ kind }) => kind === 'secret')?.key ?? ''
  /** Asks Keywise itself, over the socket. */
  const keywise = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(server.url + path, {
      method,
      headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return response.status === 204 ? {} : ((await response.json()) as Answer)
  }
  const accountsFile = join(config.dataDir, 'demo-accounts.json')
  return { server, host, lines, dir, accountsFile, openBrowser, keywise, close }
}

export const ada = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' }

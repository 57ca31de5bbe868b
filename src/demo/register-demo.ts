import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { createAccountsFile } from './create-accounts-file.ts'
import { guardSite } from './guard-site.ts'
import { loadPages } from './load-pages.ts'
import { registerExplainRoutes } from './register-explain-routes.ts'
import { createAccounts } from './relying-party/accounts.ts'
import { createKeywise } from './relying-party/keywise.ts'
import { relyingParty } from './relying-party/relying-party.ts'
import { readSession } from './relying-party/sessions.ts'

export interface DemoOptions {
  /** Where Keywise answers; asked for with each call, because a port may be known only once a server listens. */
  readonly keywiseUrl: () => string
  readonly secretKey: string
  /** Stands in the pages. */
  readonly publishableKey: string
  /** Answer under whatever name; otherwise `localhost` alone, which no other site can make its own. */
  readonly anyHost?: boolean
  /** Where the accounts are kept, a JSON file. */
  readonly accountsFile: string
  /** The pages as they are served; default: those built beside this file. */
  readonly pagesDir?: string
}

const isThisMachine = (hostname: string): boolean => /^(localhost|127\.0\.0\.1|\[?::1\]?)$/.test(hostname)

/**
 * The demo, everything below `/demo`: a site with accounts (`relying-party/`, which asks Keywise over HTTP like any
 * customer), a panel that shows each decision, and the playground.
 */
export const registerDemo: FastifyPluginAsync<DemoOptions> = async (app, options) => {
  const { keywiseUrl, secretKey, publishableKey, accountsFile } = options
  const keywise = createKeywise(keywiseUrl, secretKey)
  const accounts = await createAccounts(createAccountsFile(accountsFile))
  const pagesDir = options.pagesDir ?? fileURLToPath(new URL('./pages', import.meta.url))
  const pages = await loadPages(pagesDir, { publishableKey })
  const showPage = (reply: FastifyReply, page: string, values = {}, status = 200) =>
    reply.code(status).type('text/html; charset=utf-8').send(pages.render(page, values))

  await app.register(
    async (site) => {
      site.addHook('onRoute', (route) => {
        route.schema = { ...route.schema, hide: true }
      })
      // Whoever points a name of theirs at this machine would be the same site as the demo.
      if (options.anyHost !== true)
        site.addHook('onRequest', async (request, reply) => {
          if (!isThisMachine(request.hostname))
            return reply.code(421).send({ detail: 'the demo answers at http://localhost only' })
        })
      // A new secret at each start: sessions end with the process, accounts do not.
      await guardSite(site, randomBytes(32), (reply, status, message) =>
        showPage(reply, 'password', { message }, status),
      )
      site.get<{ Params: { name: string } }>('/assets/:name', (request, reply) => {
        const asset = pages.assets.get(request.params.name)
        if (asset === undefined) return reply.code(404).send({ detail: 'there is no such file' })
        return reply.type(asset.type).send(asset.text)
      })
      const findVisitor = (request: FastifyRequest) => accounts.find(readSession(request)?.accountId)
      site.get('/', (request, reply) =>
        findVisitor(request) ? reply.redirect('/demo/account') : showPage(reply, 'login'),
      )
      site.get('/account', (request, reply) => {
        const { name, email } = findVisitor(request) ?? {}
        return email === undefined ? reply.redirect('/demo') : showPage(reply, 'account', { name, email })
      })
      site.get('/signup', (_request, reply) => showPage(reply, 'signup'))
      site.get('/playground', (_request, reply) => showPage(reply, 'playground'))
      await site.register(relyingParty, { keywise, accounts, showPage })
      registerExplainRoutes(site, { keywise, accounts })
    },
    { prefix: '/demo' },
  )
}

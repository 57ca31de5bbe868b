// @ts-check
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import cookie from '@fastify/cookie'
import fastify from 'fastify'

/**
 * Stands for the site you have already: forms, sessions, pages. Nothing here is about passkeys but the
 * content security policy, which lets pages load the SDK from Keywise and ask it.
 * @typedef {import('fastify').FastifyRequest} Request
 * @typedef {import('fastify').FastifyReply} Reply
 * @typedef {{ userId: string, method: string, deviceToken?: string | undefined }} Session
 */

const keywiseUrl = process.env.URL_OF_KEYWISE ?? 'http://localhost:3000'
const publishableKey = process.env.KEYWISE_PUBLISHABLE_KEY ?? ''

/** An error with an answer for the one who caused it. */
export function refuse(/** @type {number} */ statusCode, /** @type {string} */ text) {
  return Object.assign(new Error(text), { statusCode })
}

export async function createSite() {
  const app = fastify({ logger: { level: 'warn' } })
  // Sessions end with the process: this secret is as good as any.
  await app.register(cookie, { secret: randomBytes(32).toString('hex') })
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
  // Other sites may not post here: nobody is to be logged in as somebody else.
  app.addHook('onRequest', async ({ method, headers, host }) => {
    if (method === 'POST' && headers.origin && new URL(headers.origin).host !== host)
      throw refuse(403, 'not from our page')
  })
  app.setErrorHandler((error, request, reply) => {
    const { statusCode = 500, message } = /** @type {Error & { statusCode?: number }} */ (error)
    request.log.warn({ err: error }, 'refused')
    const text = statusCode < 500 ? message : 'try again, or log in another way'
    return reply.code(statusCode).send({ error: text })
  })
  return app
}

/** Fields that a page sent, whatever they are. @returns {Record<string, any>} */
export const readBody = (/** @type {Request} */ { body }) => Object(body)

const guards = /** @type {const} */ ({ signed: true, httpOnly: true, sameSite: 'lax', secure: 'auto' })

/** A cookie that nobody else can write and no script can read. */
export function keep(/** @type {Reply} */ reply, /** @type {string} */ name, /** @type {object} */ value) {
  reply.setCookie(name, JSON.stringify(value), { ...guards, path: '/' })
}

/** @returns {any} what was kept, or undefined */
export function readKept(/** @type {Request} */ request, /** @type {string} */ name) {
  const { valid, value } = request.unsignCookie(request.cookies[name] ?? '')
  return valid ? JSON.parse(value) : undefined
}

export const startSession = (/** @type {Reply} */ reply, /** @type {Session} */ session) =>
  keep(reply, 'session', session)

/** @returns {Session} */
export function readSession(/** @type {Request} */ request) {
  const session = readKept(request, 'session')
  if (session === undefined) throw refuse(401, 'log in first')
  return session
}

/** @type {Record<string, string>} */
const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escapeHtml = (/** @type {string} */ text) => text.replace(/[&<>"']/g, (mark) => entities[mark] ?? mark)

/**
 * Sends a page with its gaps (`{{name}}`) filled in.
 * @param {Reply} reply
 * @param {URL} page
 * @param {Record<string, string>} [values] `formTargets`: other origins that a form may lead to, also by a redirect
 */
export async function showPage(reply, page, values = {}) {
  const nonce = randomBytes(16).toString('base64url')
  const gaps = { keywiseUrl, publishableKey, nonce, message: '', formTargets: '', ...values }
  const html = await readFile(fileURLToPath(page), 'utf8')
  return reply
    .type('text/html; charset=utf-8')
    .header(
      'content-security-policy',
      `default-src 'none'; script-src 'nonce-${nonce}' ${keywiseUrl}; connect-src 'self' ${keywiseUrl}; form-action 'self' ${gaps.formTargets}; base-uri 'none'; frame-ancestors 'none'`,
    )
    .send(html.replace(/\{\{(\w+)\}\}/g, (_gap, name) => escapeHtml(Reflect.get(gaps, name) ?? '')))
}

/** @param {import('fastify').FastifyInstance} app @param {number} port where this example listens by default */
export async function listen(app, port) {
  const url = await app.listen({ host: 'localhost', port: Number(process.env.PORT ?? port) })
  process.stdout.write(`listens on ${url}\n`)
  process.once('SIGTERM', () => app.close())
}

import type { FastifyReply } from 'fastify'
import type { App } from '../services.ts'

/** Client hints that the next request of this browser should carry; a browser takes it as advice. */
const acceptClientHints =
  'Sec-CH-UA-Platform, Sec-CH-UA-Platform-Version, Sec-CH-UA-Full-Version-List, Sec-CH-UA-Model, Sec-CH-UA-Form-Factors'

const everywhere = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
/** An API answer is JSON: nobody may sniff, frame or keep it, and nothing in it may run. Pages bring helmet's own. */
const apiOnly = {
  ...everywhere,
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
}

/** A handful of constant headers, set at once: all of helmet on every answer would cost more than a decision. */
export function registerHeaders(app: App): void {
  app.addHook('onRequest', (request, reply, next) => {
    reply.headers(request.routeOptions.config.keys === undefined ? everywhere : apiOnly)
    next()
  })
}

export function askForClientHints(reply: FastifyReply): void {
  reply.header('accept-ch', acceptClientHints)
}

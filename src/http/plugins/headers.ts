import type { FastifyReply } from 'fastify'
import type { App } from '../services.ts'

/** Client hints that the next request of this browser should carry; a browser takes it as advice. */
const acceptClientHints =
  'Sec-CH-UA-Platform, Sec-CH-UA-Platform-Version, Sec-CH-UA-Full-Version-List, Sec-CH-UA-Model, Sec-CH-UA-Form-Factors'

/**
 * The headers of every answer. An API answer is JSON that nobody may sniff, frame or keep; the pages that are more
 * than that get the whole of helmet in their own scope.
 */
const apiHeaders = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
}

export function registerHeaders(app: App): void {
  app.addHook('onRequest', (_request, reply, next) => {
    reply.headers(apiHeaders)
    next()
  })
}

export function askForClientHints(reply: FastifyReply): void {
  reply.header('accept-ch', acceptClientHints)
}

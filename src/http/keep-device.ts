import type { FastifyReply, FastifyRequest } from 'fastify'
import type { DecisionRequest } from '../contract/decision.ts'
import { keyOf } from './plugins/auth.ts'
import type { Services } from './services.ts'

const cookieName = 'keywise_device'
/** What can stand in a cookie as it is; ids of other letters live in the page's own storage only. */
const fits = /^[A-Za-z0-9_-]{1,128}$/
/** The longest that browsers keep a cookie (RFC 6265bis, section 5.5). */
const maxAgeSeconds = 400 * 86_400

type WithDevice = { readonly device?: DecisionRequest['device'] | undefined }

/**
 * The device id of a page, kept besides in a cookie that scripts cannot read: Safari deletes what scripts store after
 * seven days without a visit. Browsers send it only where this service and the page are of the same site. Used only
 * where the page sends an id itself, which it does with consent.
 */
export function keepDevice<T extends WithDevice>(
  { tokens, now }: Pick<Services, 'tokens' | 'now'>,
  request: FastifyRequest,
  reply: FastifyReply,
  body: T,
): { readonly body: T; readonly kept: { readonly id: string } | null } {
  const id = body.device?.id
  if (keyOf(request).kind !== 'publishable' || id === undefined || !fits.test(id)) return { body, kept: null }
  const remembered = request.cookies[cookieName]
  const isProven = isTokenFor(tokens, body.device?.token, id, now())
  const isNew = body.device?.fresh === true || isProven
  const chosen = isNew || remembered === undefined || !fits.test(remembered) ? id : remembered
  reply.setCookie(cookieName, chosen, {
    path: '/v1',
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
    maxAge: maxAgeSeconds,
  })
  return {
    body: chosen === id ? body : { ...body, device: { ...body.device, id: chosen } },
    kept: { id: chosen },
  }
}

/** The page can prove a login under its own id: that one is right, whatever the cookie says. */
function isTokenFor(tokens: Services['tokens'], token: string | undefined, id: string, now: number): boolean {
  if (token === undefined) return false
  const reading = tokens.readDeviceToken(token, now)
  return reading.kind === 'valid' && reading.token.deviceId === id
}

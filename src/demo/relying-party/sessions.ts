import type { FastifyReply, FastifyRequest } from 'fastify'
import '@fastify/cookie'

/** `method`: how this login was done. `deviceToken`: for the page to keep, Keywise knows this browser by it. */
type Session = Readonly<{ accountId: string; method: string; deviceToken?: unknown; until: number }>
const cookie = 'demo-session'
const lastsSeconds = 12 * 3600

/** The session is the cookie: signed, so nobody can write one; out of reach of scripts and of other sites. */
export function startSession(reply: FastifyReply, session: Omit<Session, 'until'>): void {
  const value = JSON.stringify({ ...session, until: Date.now() + 1000 * lastsSeconds })
  const guards = { signed: true, httpOnly: true, sameSite: 'lax', secure: 'auto' } as const
  reply.setCookie(cookie, value, { ...guards, path: '/demo', maxAge: lastsSeconds })
}
export const endSession = (reply: FastifyReply) => reply.clearCookie(cookie, { path: '/demo' })
export function readSession(request: FastifyRequest): Session | undefined {
  const { valid, value } = request.unsignCookie(request.cookies[cookie] ?? '')
  const session: Session | undefined = valid ? JSON.parse(value) : undefined
  return session && session.until > Date.now() ? session : undefined
}

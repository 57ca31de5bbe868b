import { TicketRequest, VerifyResponse } from '../../contract/webauthn.ts'
import { redeemTicket } from '../ceremonies/tickets.ts'
import { problems } from '../problem-responses.ts'
import type { App, Services } from '../services.ts'

/** `POST /v1/webauthn/tickets/redeem`: who it was that a page has just verified. Once, within 60 seconds. */
export function registerWebauthnTickets(app: App, services: Services): void {
  app.post(
    '/v1/webauthn/tickets/redeem',
    {
      config: { keys: ['secret'] },
      schema: {
        summary: 'Whose login a ticket stands for',
        tags: ['webauthn'],
        body: TicketRequest,
        response: { 200: VerifyResponse, ...problems(400, 401, 403, 413, 415, 503) },
      },
    },
    (request) => redeemTicket(services, request.body.ticket),
  )
}

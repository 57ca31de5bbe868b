// The least that any service of this kind has to do: read and check a body, send one answer that follows its schema.
import fastify from 'fastify'
import { DecisionRequest, DecisionResponse } from '../../../dist/contract/decision.js'

const answer = {
  decisionId: '01KAJ7Q0XJ8Z3V5T9W2M4N6P8R',
  token:
    'v1.WyJHbTlGd3ZvdCIsIjAxS0FKN1EwWEo4WjNWNVQ5VzJNNE42UDhSIiwiYXV0aGVudGljYXRpb24iLCJ3aW5kb3dzIiwiY2hyb21lIiwiSHp4TUY1d0doVzlzVFRkUXBLTmFXWGJYTnFKMmI4UW9hUXVvVVE0SFR6YyIsImQtMSIsMTc2MzcxNTYwMDAwMCwxNzYzNzE2MjAwMDAwXQ.dGhpcyBpcyBub3QgYSBzaWduYXR1cmUgYnV0IGFzIGxvbmc',
  purpose: 'authentication',
  action: 'passkey',
  ceremony: {
    mediation: 'required',
    hints: ['client-device'],
    allowCredentials: [
      { type: 'public-key', id: 'q1w2e3r4t5y6u7i8o9p0aa', transports: ['internal', 'hybrid'] },
      { type: 'public-key', id: 'a1s2d3f4g5h6j7k8l9m0bb', transports: ['internal'] },
    ],
    userVerification: 'preferred',
    timeoutMs: 300000,
    announce: false,
    maxAttempts: 2,
  },
  next: [{ on: 'any', action: 'fallback' }],
  fallbacks: ['password', 'email-link'],
  stepUpRequired: false,
  passive: 'conditional',
  confidence: 'high',
  reason: 'passkey-used-here',
  explanation: 'a passkey of this user was used on this device before',
  rule: { name: 'used-here', file: 'authentication.rules.json', revision: '0123456789ab' },
  probability: { local: 0.93, crossDevice: 0.02 },
  degraded: [],
  expiresAt: '2026-11-21T09:10:00.000Z',
}

const app = fastify({ ajv: { customOptions: { coerceTypes: false, removeAdditional: false } } })
app.post(
  '/v1/decisions',
  { schema: { body: DecisionRequest, response: { 200: DecisionResponse } } },
  async () => answer,
)
const url = await app.listen({ host: '127.0.0.1', port: 0 })
process.stdout.write(`listens on ${url}\n`)

import { ProblemError } from '../problem-error.ts'
import type { App } from '../services.ts'

const lookEveryMs = 50
/** A loop this late is saturated: more work only makes everyone wait. */
const defaultLimitMs = 250

/**
 * Refuses API requests while the event loop is late, so that those accepted stay quick. Measured by how late a timer
 * fires, which costs nothing per request; health and metrics are always answered.
 */
export function registerOverload(app: App, limitMs = defaultLimitMs): void {
  let due = performance.now() + lookEveryMs
  let late = 0
  const timer = setInterval(() => {
    const now = performance.now()
    late = now - due
    due = now + lookEveryMs
  }, lookEveryMs)
  timer.unref()
  app.addHook('onClose', async () => clearInterval(timer))
  app.addHook('onRequest', (request, _reply, next) => {
    if (late <= limitMs || request.routeOptions.config.keys === undefined) return next()
    next(new ProblemError(503, 'overloaded', { retryAfterSeconds: 1 }))
  })
}

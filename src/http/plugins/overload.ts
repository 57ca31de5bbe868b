import { ProblemError } from '../problem-error.ts'
import type { App } from '../services.ts'

const lookEveryMs = 50
/** A loop that stays this late is saturated: more work only makes everyone wait. */
const limitMs = 100
/** With fewer requests under way than this it is not we who are busy, but the machine: refusing would help nobody. */
const fewestInFlight = 32

/**
 * Refuses API requests while the event loop is late, so that those accepted stay quick. Measured by how late a timer
 * fires, smoothed so that one pause is no overload; it costs nothing per request. Health and metrics are always
 * answered.
 */
export function registerOverload(app: App): void {
  let timer: NodeJS.Timeout | undefined
  let late = 0
  let inFlight = 0
  app.addHook('onListen', async () => {
    let due = performance.now() + lookEveryMs
    timer = setInterval(() => {
      const now = performance.now()
      late = 0.7 * late + 0.3 * Math.min(now - due, 2 * limitMs)
      due = now + lookEveryMs
    }, lookEveryMs)
    timer.unref()
  })
  app.addHook('onClose', async () => clearInterval(timer))
  app.addHook('onResponse', (_request, _reply, next) => {
    inFlight--
    next()
  })
  app.addHook('onRequest', (request, _reply, next) => {
    inFlight++
    if (late <= limitMs || inFlight < fewestInFlight || request.routeOptions.config.keys === undefined)
      return next()
    next(new ProblemError(503, 'overloaded', { retryAfterSeconds: 1 }))
  })
}

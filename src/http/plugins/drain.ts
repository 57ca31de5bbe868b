import type { Server as HttpServer } from 'node:http'
import { Server as NetServer } from 'node:net'
import type { App } from '../services.ts'

/** After so long without a request nobody is on the way any more. */
const quietMs = 100
/** Clients that never stop asking are not waited for. */
const longestMs = 1_000

/**
 * Lets a server that is told to close finish what has reached it. Closing at once would lose requests: Node destroys
 * connections that look idle, also those whose request has arrived and is not read yet. So it goes on answering, each
 * answer asking the client to connect elsewhere (Fastify sends `connection: close` from now on); then it takes no new
 * connections and serves those it has; then it closes.
 */
export function registerDrain(app: App): void {
  app.addHook('preClose', async () => {
    const { server } = app
    if (!server.listening) return
    await waitForQuiet(server)
    // The plain socket server's way: it leaves connections alone, where the HTTP server's would close "idle" ones.
    NetServer.prototype.close.call(server)
    await waitForQuiet(server)
  })
}

function waitForQuiet(server: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(quiet)
      clearTimeout(limit)
      server.off('request', restart)
      resolve()
    }
    const quiet = setTimeout(end, quietMs)
    const limit = setTimeout(end, longestMs)
    const restart = () => void quiet.refresh()
    server.on('request', restart)
  })
}

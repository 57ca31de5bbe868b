// Loaded into a measured process: tells its parent what it has used so far. Plain JavaScript, so that nothing but the
// server itself runs there.
import { monitorEventLoopDelay } from 'node:perf_hooks'

const turns = monitorEventLoopDelay({ resolution: 5 })
turns.enable()

process.on('message', (question) => {
  if (question !== 'usage') return
  const { user, system } = process.cpuUsage()
  process.send({
    cpuMicroseconds: user + system,
    residentBytes: process.memoryUsage.rss(),
    longestTurnMs: turns.max / 1e6,
  })
  turns.reset()
})
// The parent is gone: nobody will stop this server.
process.on('disconnect', () => process.exit())

import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { workerData } from 'node:worker_threads'

// A simulation that takes as long as the test wants: until there is a file `<database>.go`.
while (!existsSync(`${workerData.order.recorded.source.file}.go`)) await sleep(10)
await import('./simulation-thread.mjs')

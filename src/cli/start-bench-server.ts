import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseConfig } from '../http/config.ts'
import { startServer } from '../http/server.ts'

/** A service of its own for a measurement: its clock is set from outside, and its data are gone afterwards. */
export async function startBenchServer(rulesDir: string, start: number) {
  const dataDir = await mkdtemp(join(tmpdir(), 'keywise-bench-'))
  const removeData = () => rm(dataDir, { recursive: true, force: true })
  try {
    const { config } = parseConfig({
      flags: { port: '0', host: '127.0.0.1', dataDir, rulesDir, logLevel: 'silent' },
      environment: {},
      directory: dataDir,
    })
    if (config === null) throw new Error('the settings of the measurement are wrong')
    let now = start
    const server = await startServer({ ...config, demo: false }, { now: () => now })
    const secret = server.madeKeys.find(({ kind }) => kind === 'secret')
    if (secret === undefined) throw new Error('a new data directory got no secret key')
    return {
      url: server.url,
      secretKey: secret.key,
      readCellAt: server.cells.readAt,
      setClock(at: number) {
        now = at
      },
      async close() {
        await server.close()
        await removeData()
      },
    }
  } catch (error) {
    await removeData()
    throw error
  }
}

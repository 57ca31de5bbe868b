/** `npm run bench`: how fast decisions are, beside the least that any HTTP service does. Nothing here can fail a build. */
import { existsSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { type Comparison, compareServers, measureAlone } from './measure.ts'
import { benchHelp, parseBenchOptions } from './options.ts'
import { type Draw, loadPopulation } from './population.ts'
import { startClient } from './processes.ts'
import { renderFigures } from './report.ts'
import { prepareDatabase } from './seed-database.ts'

/** With fewer users all of them fit in memory, and a cold run would be a hot one. */
const fewestForCold = 60_000

async function run(): Promise<void> {
  const options = parseBenchOptions(process.argv.slice(2))
  if (options === 'help') return void process.stdout.write(benchHelp)
  if (!existsSync(fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))))
    throw new Error('there is no `dist/`; run `npm run build` first')
  const tell = (text: string): void => void process.stderr.write(`${text}\n`)
  const loadBefore = loadavg()[0] ?? 0
  const population = await loadPopulation()
  const client = await startClient()
  const comparisons: Comparison[] = []
  const largest = Math.max(...options.users)
  try {
    for (const users of options.users) {
      tell(`${users} users: preparing the database`)
      const file = prepareDatabase(population, users)
      const draws: readonly Draw[] = users >= fewestForCold ? ['zipf', 'uniform'] : ['zipf']
      for (const draw of draws) {
        tell(`${users} users, ${draw}: measuring`)
        comparisons.push(
          await compareServers(client, file, { users, draw, isLast: users === largest }, options),
        )
      }
    }
  } finally {
    client.stop()
  }
  tell('decisions alone: measuring')
  const smallest = Math.min(...options.users)
  const alone = await measureAlone(
    population,
    prepareDatabase(population, smallest),
    smallest,
    options.seconds,
  )
  const machine = {
    node: process.versions.node,
    cores: cpus().length,
    model: cpus()[0]?.model.trim() ?? 'unknown processor',
    loadBefore,
  }
  const figures = { machine, comparisons, alone }
  process.stdout.write(options.json ? `${JSON.stringify(figures, null, 2)}\n` : `\n${renderFigures(figures)}`)
}

run().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})

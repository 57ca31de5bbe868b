import { resolve } from 'node:path'
import type { Policy } from '../../core/index.ts'
import { findWorlds } from '../../simulation/find-worlds.ts'
import { firstDay } from '../../simulation/live-life.ts'
import { priors } from '../../simulation/priors.ts'
import { renderSummary } from '../../simulation/render-summary.ts'
import { type HttpResult, runOverHttp } from '../../simulation/run-over-http.ts'
import { type PolicyName, policyNames, type RunOptions, runWorld } from '../../simulation/run-world.ts'
import { summarizeTally, summarizeWorld, type WorldSummary } from '../../simulation/summarize-world.ts'
import type { World } from '../../simulation/world.ts'
import { shippedWorlds } from '../../simulation/worlds/shipped-worlds.ts'
import { type Command, type ExitCode, type Terminal, UsageError } from '../command.ts'
import { readArguments } from '../read-arguments.ts'
import { findRulesDir, loadPolicy } from '../rules-folder.ts'
import { startBenchServer } from '../start-bench-server.ts'
import { suggestWord } from '../suggest-word.ts'

const worldNames = shippedWorlds.map(({ name }) => name)

export const benchCommand: Command = {
  help: `
usage: keywise bench decisions [options]

Lets simulated people log in for a year, and compares what several policies cost them: the engine with its rules
among them, by the very functions of production. Where each passkey truly is, nobody but the oracle is told. Same
options and same rules, same figures.

  --world LIST     worlds, with commas: ${worldNames.join(', ')}, or random:N,
                   drawn from the ranges of all parameters (default: all shipped ones)
  --seeds LIST     as 1,2,3 (default 1,2,3,4,5)
  --users N        people per seed (default 1000)
  --days N         how long they are watched (default 365)
  --policy LIST    ${policyNames.join(', ')} (default: all)
  --rules DIR      the rules of the engine (default ./rules, else the shipped ones)
  --registers      people make passkeys where the registration rules offer it, instead of wherever none is usable
  --details        by platform and situation, calibration, and the worst cases with the rule that decided
  --http           ask a service of its own over HTTP instead, and compare each decision with that of the functions
                   (default then: the first seed, 20 people)
  --json           all figures as JSON
  --priors         what a world is made of: each parameter, its range and its source

Columns: s/login, mean seconds by the costs of settings.json; way, how much of the way from naive to oracle;
dead ends, logins in which something visible was started and no passkey could be used; failed, the same with what
people cancelled themselves; missed, logins with a passkey right here that was not offered, of all with one; armed,
of these with the autofill armed; silent and misses, immediate tries and those that found nothing; phone, ceremonies
with a phone and how many of them ended in a login.

examples:
  keywise bench decisions
  keywise bench decisions --world workplace --seeds 1 --users 300 --details
  keywise bench decisions --world random:7,random:8 --policy naive,engine,oracle
  keywise bench decisions --http --world consumer
  keywise bench decisions --json > figures.json
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments(
      args,
      {
        world: { type: 'string' },
        seeds: { type: 'string' },
        users: { type: 'string' },
        days: { type: 'string' },
        policy: { type: 'string' },
        rules: { type: 'string' },
        registers: { type: 'boolean' },
        details: { type: 'boolean' },
        http: { type: 'boolean' },
        json: { type: 'boolean' },
        priors: { type: 'boolean' },
      } as const,
      1,
    )
    const what = positionals[0]
    if (what !== 'decisions')
      throw new UsageError(
        what === undefined
          ? 'say what to measure: `keywise bench decisions`'
          : `cannot measure \`${what}\`; decisions can be`,
      )
    if (values.priors === true) {
      terminal.out(values.json === true ? `${JSON.stringify(priors, null, 2)}\n` : renderPriors())
      return 0
    }
    const worlds = readWorlds(values.world ?? worldNames.join(','))
    const http = values.http === true
    const options = {
      seeds: (values.seeds ?? (http ? '1' : '1,2,3,4,5'))
        .split(',')
        .map((text) => readCount('--seeds', text)),
      users: readCount('--users', values.users ?? (http ? '20' : '1000')),
      days: readCount('--days', values.days ?? '365'),
      policies: readPolicies(values.policy),
      registers: values.registers === true,
    }
    const rulesDir = findRulesDir(values.rules, terminal.env)
    const policy = await loadPolicy(rulesDir, terminal)
    if (policy === null) return 3
    if (http) return measureOverHttp(worlds, policy, { ...options, rulesDir }, values.json === true, terminal)
    const summaries: WorldSummary[] = []
    for (const world of worlds) {
      terminal.err(`${world.name}...\n`)
      const summary = summarizeWorld(runWorld(world, policy, options))
      summaries.push(summary)
      if (values.json !== true)
        terminal.out(`${renderSummary(summary, { details: values.details === true })}\n`)
    }
    if (values.json === true) terminal.out(`${JSON.stringify(summaries, null, 2)}\n`)
    return 0
  },
}

async function measureOverHttp(
  worlds: readonly World[],
  policy: Policy,
  options: RunOptions & { readonly rulesDir: string },
  isJson: boolean,
  terminal: Terminal,
): Promise<ExitCode> {
  const results: HttpResult[] = []
  for (const world of worlds) {
    terminal.err(`${world.name}...\n`)
    const server = await startBenchServer(resolve(options.rulesDir), firstDay)
    try {
      results.push(await runOverHttp(world, policy, server, options))
    } finally {
      await server.close()
    }
  }
  const told = results.map(({ world, total, ...rest }) => ({
    world: world.name,
    ...rest,
    figures: summarizeTally(total),
  }))
  if (isJson) terminal.out(`${JSON.stringify(told, null, 2)}\n`)
  else
    for (const { world, decisions, differing, differences, figures } of told)
      terminal.out(
        [
          `${world}: ${decisions} decisions over HTTP, ${differing} other than by the functions; ${figures.seconds.toFixed(2)} s/login`,
          ...differences.map((one) => `  ${one.user} ${one.at}\n    ${one.overHttp}\n    ${one.byFunctions}`),
          '',
        ].join('\n'),
      )
  return results.every(({ differing }) => differing === 0) ? 0 : 1
}

function readWorlds(list: string) {
  const { worlds, unknown } = findWorlds(list)
  if (unknown !== null)
    throw new UsageError(
      `there is no world \`${unknown}\`; ${suggestWord(unknown, [...worldNames, 'random:1'])}`,
    )
  return worlds
}

function readCount(option: string, text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
  throw new UsageError(`option \`${option}\` takes whole numbers from 1, not \`${text}\``)
}

function readPolicies(list: string | undefined): readonly PolicyName[] {
  if (list === undefined) return policyNames
  return list.split(',').map((name) => {
    const found = policyNames.find((one) => one === name)
    if (found === undefined)
      throw new UsageError(`there is no policy \`${name}\`; ${suggestWord(name, [...policyNames])}`)
    return found
  })
}

const renderPriors = (): string =>
  Object.entries(priors)
    .map(
      ([name, { usual, range, says }]) =>
        `${name.padEnd(20)} ${String(usual).padStart(5)}  [${range.join(', ')}]  ${says}\n`,
    )
    .join('')

import { access, constants, mkdir } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { parsePolicy } from '../../core/index.ts'
import { loadRuleFolder } from '../../files/load-rule-folder.ts'
import type { Config } from '../../http/config.ts'
import { explainConfigProblems } from '../../http/load-config.ts'
import { loadSiteKey } from '../../http/load-site-key.ts'
import { createSqliteStore } from '../../store/sqlite-store.ts'
import type { Command, Terminal } from '../command.ts'
import { configHelp, configOptions, readConfig } from '../read-config.ts'

interface Finding {
  readonly state: 'ok' | 'warning' | 'error'
  readonly what: string
  readonly detail: string
}

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'look over settings, rules, knowledge and database',
  help: `
usage: keywise doctor [options] [--json]

Tells what is wrong and what is old: statements of the knowledge base that nobody has verified for a year.
Exit code 1 when something is wrong, 3 when it is the rules.

${configHelp}
examples:
  keywise doctor
  keywise doctor --json
`,
  async run(args, terminal) {
    const { values } = parseArgs({
      args: [...args],
      options: { ...configOptions, json: { type: 'boolean' } },
    })
    const { config, problems } = await readConfig(
      args.filter((word) => word !== '--json'),
      terminal,
    )
    const findings: Finding[] =
      config === null
        ? [{ state: 'error', what: 'settings', detail: explainConfigProblems(problems) }]
        : [
            { state: 'ok', what: 'settings', detail: `${config.host}:${config.port}` },
            ...(await inspectRules(config.rulesDir)),
            await inspectData(config),
          ]
    terminal.out(values.json ? `${JSON.stringify(findings, null, 2)}\n` : render(findings, terminal))
    const wrong = findings.filter(({ state }) => state === 'error')
    if (wrong.length === 0) return 0
    return wrong.some(({ what }) => what === 'rules') ? 3 : 1
  },
}

/** A statement of the knowledge base goes stale a year after somebody last verified it. */
const staleMonths = 12

async function inspectRules(dir: string): Promise<Finding[]> {
  try {
    const { policy, problems } = parsePolicy(await loadRuleFolder(dir), Date.now())
    if (policy === null) {
      const errors = problems.filter(({ severity }) => severity === 'error').length
      return [{ state: 'error', what: 'rules', detail: `${errors} errors in ${dir}; see \`keywise check\`` }]
    }
    const months = (date: string) => {
      const [year = 0, month = 1] = date.split('-').map(Number)
      const today = new Date()
      return (today.getFullYear() - year) * 12 + today.getMonth() + 1 - month
    }
    const stale = policy.knowledge.dated.filter(({ verifiedOn }) => months(verifiedOn) > staleMonths)
    return [
      { state: 'ok', what: 'rules', detail: `revision ${policy.revision}, ${problems.length} warnings` },
      stale.length === 0
        ? {
            state: 'ok',
            what: 'knowledge',
            detail: `${policy.knowledge.dated.length} statements, none older than a year`,
          }
        : {
            state: 'warning',
            what: 'knowledge',
            detail: `${stale.length} statements not verified for a year:\n${stale.map(({ ref, verifiedOn }) => `  ${verifiedOn} ${ref}`).join('\n')}`,
          },
    ]
  } catch (error) {
    return [{ state: 'error', what: 'rules', detail: error instanceof Error ? error.message : String(error) }]
  }
}

async function inspectData({ dataDir, databaseFile, siteKey }: Config): Promise<Finding> {
  try {
    await mkdir(dataDir, { recursive: true })
    await access(dataDir, constants.W_OK)
    const store = createSqliteStore({ file: databaseFile, siteKey: siteKey ?? (await loadSiteKey(dataDir)) })
    const ready = store.isReady()
    await store.close()
    return { state: ready ? 'ok' : 'error', what: 'database', detail: databaseFile }
  } catch (error) {
    return {
      state: 'error',
      what: 'database',
      detail: error instanceof Error ? error.message : String(error),
    }
  }
}

function render(findings: readonly Finding[], { paint }: Terminal): string {
  const colours = { ok: 'green', warning: 'yellow', error: 'red' } as const
  return findings
    .map(({ state, what, detail }) => `${paint(colours[state], state.padEnd(8))} ${what}: ${detail}\n`)
    .join('')
}

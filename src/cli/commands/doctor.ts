import { existsSync } from 'node:fs'
import { parsePolicy } from '../../core/index.ts'
import { loadRuleFolder } from '../../files/load-rule-folder.ts'
import { listAccessKeys } from '../../http/access-keys.ts'
import type { Config } from '../../http/config.ts'
import { loadSiteKey } from '../../http/load-site-key.ts'
import { countPendingMigrations } from '../../store/count-pending-migrations.ts'
import { countLabels, listRelatedOrigins, mostLabels } from '../../webauthn/related-origins.ts'
import { type Command, type Terminal, UsageError } from '../command.ts'
import { readArguments } from '../read-arguments.ts'
import { configHelp, configOptions, readConfig } from '../read-config.ts'
import { count } from '../rules-folder.ts'

interface Finding {
  readonly state: 'ok' | 'warning' | 'error'
  readonly what: string
  readonly detail: string
}

export const doctorCommand: Command = {
  help: `
usage: keywise doctor [options] [--json]

Tells what is wrong and what is old: statements of the knowledge base that nobody has verified for a year. It makes
nothing: what is not there yet is made by \`keywise serve\`.
Exit code 1 when something is wrong, 3 when it is the rules.

${configHelp}
examples:
  keywise doctor
  keywise doctor --json
`,
  async run(args, terminal) {
    const { values } = readArguments(args, { ...configOptions, json: { type: 'boolean' } } as const)
    const findings = await inspect(values, terminal)
    terminal.out(values.json ? `${JSON.stringify(findings, null, 2)}\n` : render(findings, terminal))
    const wrong = findings.filter(({ state }) => state === 'error')
    if (wrong.length === 0) return 0
    return wrong.some(({ what }) => what === 'rules') ? 3 : 1
  },
}

async function inspect(values: Parameters<typeof readConfig>[0], terminal: Terminal): Promise<Finding[]> {
  let config: Config
  try {
    config = await readConfig(values, terminal)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return [{ state: 'error', what: 'settings', detail: error.message }]
  }
  return [
    { state: 'ok', what: 'settings', detail: `${config.host}:${config.port}, data in ${config.dataDir}` },
    ...inspectOrigins(config),
    ...(await inspectRules(config.rulesDir)),
    await inspectKeys(config),
    await inspectData(config),
  ]
}

/** Passkeys belong to the RP ID: a login page elsewhere gets at them only as a related origin. */
function inspectOrigins({ rpId, origins }: Config): Finding[] {
  if (origins === null) return [{ state: 'ok', what: 'origins', detail: `this machine only, RP ID ${rpId}` }]
  const related = listRelatedOrigins(rpId, origins)
  if (related.length === 0)
    return [{ state: 'ok', what: 'origins', detail: `${count(origins.length, 'origin')}, RP ID ${rpId}` }]
  const many = countLabels(origins) > mostLabels ? `; browsers may look at ${mostLabels} sites only` : ''
  return [
    {
      state: 'warning',
      what: 'origins',
      detail: `${related.join(', ')}: not at RP ID ${rpId}; https://${rpId}/.well-known/webauthn has to name them (\`keywise well-known\`)${many}`,
    },
  ]
}

/** A statement of the knowledge base goes stale a year after somebody last verified it. */
const staleMonths = 12

async function inspectRules(dir: string): Promise<Finding[]> {
  if (!existsSync(dir)) return [{ state: 'error', what: 'rules', detail: `there is no folder \`${dir}\`` }]
  try {
    const { policy, problems } = parsePolicy(await loadRuleFolder(dir), Date.now())
    if (policy === null) {
      const errors = problems.filter(({ severity }) => severity === 'error').length
      return [
        { state: 'error', what: 'rules', detail: `${count(errors, 'error')}; see \`keywise check ${dir}\`` },
      ]
    }
    const months = (date: string) => {
      const [year = 0, month = 1] = date.split('-').map(Number)
      const today = new Date()
      return (today.getFullYear() - year) * 12 + today.getMonth() + 1 - month
    }
    const stale = policy.knowledge.dated.filter(({ verifiedOn }) => months(verifiedOn) > staleMonths)
    return [
      {
        state: 'ok',
        what: 'rules',
        detail: `revision ${policy.revision}, ${count(problems.length, 'warning')}, ${dir}`,
      },
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
    return [{ state: 'error', what: 'rules', detail: messageOf(error) }]
  }
}

async function inspectKeys({ dataDir, secretKey, publishableKey, adminKey }: Config): Promise<Finding> {
  const preset = [secretKey, publishableKey, adminKey].filter((key) => key !== null).length
  try {
    const kept = (await listAccessKeys(dataDir)).length
    const detail =
      kept + preset === 0 ? 'none yet: made at the first start' : `${kept} kept, ${preset} preset`
    return { state: 'ok', what: 'keys', detail }
  } catch (error) {
    return { state: 'error', what: 'keys', detail: messageOf(error) }
  }
}

async function inspectData(config: Config): Promise<Finding> {
  const { databaseFile } = config
  if (!existsSync(databaseFile))
    return {
      state: 'ok',
      what: 'database',
      detail: `none yet: \`${databaseFile}\` is made at the first start`,
    }
  try {
    await loadSiteKey(config)
    const pending = countPendingMigrations(databaseFile)
    if (pending === 0) return { state: 'ok', what: 'database', detail: databaseFile }
    const detail = `${databaseFile}: ${count(pending, 'migration')} to come, at the next start or by \`keywise migrate\``
    return { state: 'warning', what: 'database', detail }
  } catch (error) {
    return { state: 'error', what: 'database', detail: messageOf(error) }
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function render(findings: readonly Finding[], { paint }: Terminal): string {
  const colours = { ok: 'green', warning: 'yellow', error: 'red' } as const
  return findings
    .map(({ state, what, detail }) => `${paint(colours[state], state.padEnd(8))} ${what}: ${detail}\n`)
    .join('')
}

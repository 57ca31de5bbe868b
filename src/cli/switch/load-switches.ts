import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { SwitchSource } from '../../contract/responses.ts'
import type { Switch } from '../../contract/rule-files.ts'
import { checkSwitches, explainSwitch, parseJson, readSwitchState } from '../../core/index.ts'
import { loadKeptSwitches } from '../../files/kept-switches.ts'
import { readIfThere } from '../../files/read-if-there.ts'
import type { Config } from '../../http/config.ts'
import { UsageError } from '../command.ts'

export type SwitchPlace = Pick<Config, 'dataDir' | 'rulesDir' | 'switches'>

export interface ToldSwitch extends Switch {
  readonly source: SwitchSource
  readonly state: ReturnType<typeof readSwitchState>
  readonly says: string
}

export interface LoadedSwitches {
  readonly switches: readonly ToldSwitch[]
  /** Sources that could not be read. */
  readonly warnings: readonly string[]
}

export const switchesPath = (dataDir: string): string => join(dataDir, 'switches.json')
export const switchesOfRules = (rulesDir: string): string => join(rulesDir, 'switches.json')

/** @throws UsageError where there is no such folder: a switch put there would stop nothing, and nobody would know */
export function checkDataDir(dataDir: string): void {
  if (!existsSync(dataDir))
    throw new UsageError(
      `there is no data directory at \`${dataDir}\`, so no service follows it; name the one of the service by --data-dir`,
    )
}

/** The switches of every source as this machine sees them, with what each does now. */
export async function loadSwitches(place: SwitchPlace, now: number): Promise<LoadedSwitches> {
  const warnings: string[] = []
  const tell = (source: SwitchSource, list: readonly Switch[]): readonly ToldSwitch[] =>
    list.map((entry) => ({
      ...entry,
      source,
      state: readSwitchState(entry, now),
      says: explainSwitch(entry, now),
    }))
  const read = async (load: () => Promise<readonly Switch[]>): Promise<readonly Switch[]> => {
    try {
      return await load()
    } catch (error) {
      warnings.push(error instanceof Error ? error.message : String(error))
      return []
    }
  }
  const file = await read(() => loadSwitchesOfRules(switchesOfRules(place.rulesDir)))
  const runtime = await read(async () => {
    const kept = await loadKeptSwitches(switchesPath(place.dataDir))
    return kept?.switches ?? []
  })
  return {
    switches: [...tell('file', file), ...tell('environment', place.switches), ...tell('runtime', runtime)],
    warnings,
  }
}

async function loadSwitchesOfRules(path: string): Promise<readonly Switch[]> {
  const text = await readIfThere(path)
  if (text === null) return []
  const { value, problems: broken } = parseJson(text, path)
  const { switches, problems } =
    broken.length > 0 ? { switches: null, problems: broken } : checkSwitches(value, path)
  if (switches !== null) return switches
  const [first] = problems.filter(({ severity }) => severity === 'error')
  throw new Error(
    `\`${path}\` cannot be used, a running service keeps its last good rules: ${first?.pointer || '/'} ${first?.message}`,
  )
}

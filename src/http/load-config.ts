import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ConfigProblem, type ConfigSources, parseConfig } from './config.ts'

/** Reads `keywise.config.json` of a folder, if there is one, and settles all settings. */
export async function loadConfig(
  sources: Omit<ConfigSources, 'file'>,
): Promise<ReturnType<typeof parseConfig>> {
  const path = join(sources.directory, 'keywise.config.json')
  try {
    const file: unknown = JSON.parse(await readFile(path, 'utf8'))
    return parseConfig({ ...sources, file })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return parseConfig(sources)
    const { problems } = parseConfig(sources)
    const message = error instanceof SyntaxError ? 'is not valid JSON' : 'cannot be read'
    return { config: null, problems: [{ source: 'keywise.config.json', message }, ...problems] }
  }
}

/** Problems as lines for people. */
export function explainConfigProblems(problems: readonly ConfigProblem[]): string {
  return problems
    .map(
      ({ source, message, help }) => `${source}: ${message}${help === undefined ? '' : `\n  help: ${help}`}`,
    )
    .join('\n')
}

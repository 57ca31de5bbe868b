import { execFile } from 'node:child_process'
import { realpath } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { RuleFolder } from '../../core/index.ts'
import { UsageError } from '../command.ts'

const run = promisify(execFile)
const mostBytes = 64 * 1024 * 1024

/**
 * The rules folder as it stood at a revision of the git repository it lies in. The work tree is not touched.
 * @throws UsageError outside a repository, for an unknown revision, and where the revision has no such folder
 */
export async function loadGitRules(rulesDir: string, revision: string): Promise<RuleFolder> {
  const dir = await realpath(rulesDir)
  const git = async (...args: readonly string[]): Promise<string> =>
    (await run('git', ['-C', dir, ...args], { maxBuffer: mostBytes, env: withoutGit(process.env) })).stdout
  const inside = await git('rev-parse', '--show-prefix').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new UsageError('git is needed to compare with a revision, and is not installed')
    throw new UsageError(
      `\`${rulesDir}\` lies in no git repository: to compare with \`${revision}\`, name a rules folder instead`,
    )
  })
  const prefix = inside.trimEnd()
  const commit = (
    await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`).catch(() => {
      throw new UsageError(
        `\`${revision}\` is neither a folder nor a revision of the git repository that \`${rulesDir}\` lies in`,
      )
    })
  ).trim()
  const listed = await git('ls-tree', '-r', '-z', '--full-tree', commit, '--', prefix === '' ? '.' : prefix)
  const paths = listed.split('\0').flatMap((line) => {
    // `100644 blob 0123abcd\trules/settings.json`; symbolic links and submodules have other modes.
    const [, path] = /^100\d{3} blob \w+\t(.*)$/s.exec(line) ?? []
    return path?.startsWith(prefix) && isRuleFile(path.slice(prefix.length)) ? [path] : []
  })
  if (paths.length === 0)
    throw new UsageError(`revision \`${revision}\` has no rule files in \`${prefix || '.'}\``)
  const texts = await Promise.all(paths.map((path) => git('show', '--no-textconv', `${commit}:${path}`)))
  return new Map(paths.map((path, index) => [path.slice(prefix.length), texts[index] ?? '']))
}

/** A hook sets `GIT_DIR` and others, which would lead to another repository than the one the folder lies in. */
const withoutGit = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('GIT_')))

/** As for a folder on disk: schemas are for editors, and a leading dot is somebody's machinery. */
const isRuleFile = (path: string): boolean =>
  path.endsWith('.json') &&
  !path.startsWith('schema/') &&
  !path.split('/').some((part) => part.startsWith('.'))

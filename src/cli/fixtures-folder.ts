import { existsSync } from 'node:fs'
import { type LoadedFixtures, loadFixtureSuite } from '../files/load-fixture-suite.ts'
import { UsageError } from './command.ts'
import { shippedDir } from './rules-folder.ts'

/** The fixtures to work on: named, or `./fixtures`, or the ones that ship with the package. */
export const findFixturesDir = (named: string | undefined): string =>
  named ?? (existsSync('./fixtures') ? './fixtures' : shippedDir('fixtures'))

/** @throws UsageError where there is no such folder */
export async function loadFixtures(dir: string): Promise<LoadedFixtures> {
  try {
    return await loadFixtureSuite(dir)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ENOENT') throw new UsageError(`there is no fixtures folder at \`${dir}\``)
    if (code === 'ENOTDIR') throw new UsageError(`\`${dir}\` is a file, not a folder of fixtures`)
    throw error
  }
}

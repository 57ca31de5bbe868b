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
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    throw new UsageError(
      `there is no fixtures folder at \`${dir}\`, or no clients.json and passkeys.json in it`,
    )
  }
}

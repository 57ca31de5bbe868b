import { execFileSync } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome']

/** How a browser is started for tests: alone, quiet, asking nobody for anything. */
export const chromiumArguments = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * The path of a Chromium: what `CHROMIUM` names, or one that is on the `PATH`, or, as root of a machine with apt, one
 * installed now. Without any: null and a printed reason, so that tests can be skipped; in CI an error, so that they
 * cannot be skipped unseen.
 */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | null {
  if (env.CHROMIUM !== undefined && env.CHROMIUM !== '') return env.CHROMIUM
  const found = findOnPath(env) ?? (installChromium() ? findOnPath(env) : null)
  if (found !== null) return found
  const reason = `no Chromium: set CHROMIUM, or install one of ${names.join(', ')}`
  if (env.CI === 'true') throw new Error(reason)
  process.stderr.write(`skipped: ${reason}\n`)
  return null
}

const findOnPath = (env: NodeJS.ProcessEnv): string | null => {
  const folders = (env.PATH ?? '').split(delimiter)
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  return paths.find(isProgram) ?? null
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function installChromium(): boolean {
  if (process.getuid?.() !== 0) return false
  // Two test files may come here at once: the second waits for the first, and finds all done.
  try {
    execFileSync('apt-get', ['-o', 'DPkg::Lock::Timeout=120', 'install', '-y', 'chromium'], {
      stdio: 'ignore',
      timeout: 300_000,
    })
    return true
  } catch {
    return false
  }
}

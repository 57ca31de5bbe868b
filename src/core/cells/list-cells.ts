import type { CellPlace } from './cell-reading.ts'

/** The widest cell: every platform together. No breaker stands on it, and its name is no part of others. */
export const everywhere = ''

/** The name of the finest cell of a place: `windows/11/chrome/157/windows-hello`. */
export function nameCell({ os, osVersion, browser, browserMajor, provider }: CellPlace): string {
  const client = `${os}/${osVersion}/${browser}/${browserMajor}`
  return provider === null ? client : `${client}/${provider}`
}

/** A cell with all that it lies in, widest first: OS, version, browser, major, provider. */
export function listCells(name: string): readonly string[] {
  const cells: string[] = [everywhere]
  if (name === everywhere) return cells
  for (let end = name.indexOf('/'); end !== -1; end = name.indexOf('/', end + 1))
    cells.push(name.slice(0, end))
  cells.push(name)
  return cells
}

export const isWithinCell = (name: string, wider: string): boolean =>
  wider === everywhere || name === wider || name.startsWith(`${wider}/`)

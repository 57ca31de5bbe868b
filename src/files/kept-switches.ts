import { stat } from 'node:fs/promises'
import Type, { type Static } from 'typebox'
import { Value } from 'typebox/value'
import { type Switch, SwitchesFile } from '../contract/rule-files.ts'
import { readIfThere } from './read-if-there.ts'
import { saveFile } from './save-file.ts'

/** A line that the audit log does not have yet: written with the change itself, so neither is ever without the other. */
const UnauditedChange = Type.Object(
  {
    id: Type.String(),
    at: Type.Number(),
    actor: Type.String(),
    action: Type.Union([Type.Literal('switch-on'), Type.Literal('switch-off')]),
    detail: Type.Record(Type.String(), Type.String()),
  },
  { additionalProperties: false },
)
export type UnauditedChange = Static<typeof UnauditedChange>

const KeptFile = Type.Object(
  { ...SwitchesFile.properties, unaudited: Type.Optional(Type.Array(UnauditedChange)) },
  { additionalProperties: false },
)

/** What lies in `switches.json` of the data directory. */
export interface KeptSwitches {
  readonly switches: readonly Switch[]
  readonly unaudited: readonly UnauditedChange[]
}

/** The file is there and says nothing that can be used. */
export class BrokenSwitchesError extends Error {
  override readonly name = 'BrokenSwitchesError'
}

export const standInName = 'switches-file-broken'

/**
 * What holds where the file cannot be read and nobody knows what was on in it: everything is switched off, so that no
 * switch that was on is lost.
 */
export const standInFor = (path: string): KeptSwitches => ({
  switches: [
    {
      name: standInName,
      on: true,
      reason: `${path.length > 200 ? `...${path.slice(-200)}` : path} could not be read when the service started, so passkeys are off for everybody. Mend the file; or set by PUT /v1/switches the whole list that is to hold. What was in the file is then kept beside it as .broken.`,
    },
  ],
  unaudited: [],
})

/** Null where there is no such file. @throws BrokenSwitchesError, or the file system's own error */
export async function loadKeptSwitches(path: string): Promise<KeptSwitches | null> {
  const text = await readIfThere(path)
  if (text === null) return null
  const file = parse(text, path)
  if (!Value.Check(KeptFile, file)) {
    const [first] = Value.Errors(KeptFile, file)
    const where = first === undefined ? '' : `: ${first.instancePath || '/'} ${first.message}`
    throw new BrokenSwitchesError(`\`${path}\` is not a list of switches${where}`)
  }
  const { switches, unaudited = [] } = file
  const endless = switches.find(({ until }) => until !== undefined && Number.isNaN(Date.parse(until)))
  if (endless !== undefined)
    throw new BrokenSwitchesError(
      `\`${path}\`: \`${endless.until}\` of \`${endless.name}\` cannot be read as a date`,
    )
  return { switches, unaudited }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new BrokenSwitchesError(`\`${path}\` is not JSON`, { cause })
  }
}

/** On disk when it resolves. */
export function saveKeptSwitches(path: string, { switches, unaudited }: KeptSwitches): Promise<void> {
  const file = { switches, ...(unaudited.length === 0 ? {} : { unaudited }) }
  return saveFile(path, `${JSON.stringify(file, null, 2)}\n`)
}

/** What the file looks like from outside: another one whenever it was written; `missing` where there is none. */
export async function readSwitchesFingerprint(path: string): Promise<string> {
  try {
    const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true })
    return `${ino} ${size} ${mtimeNs} ${ctimeNs}`
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
  }
}

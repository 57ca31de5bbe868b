import { hash, randomBytes } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import Type, { type Static } from 'typebox'
import { Value } from 'typebox/value'
import { oneOf } from '../contract/schema-parts.ts'
import { saveFile } from '../files/save-file.ts'

export const keyKinds = ['publishable', 'secret', 'admin'] as const
export type KeyKind = (typeof keyKinds)[number]
export const keyPrefixes: Readonly<Record<KeyKind, string>> = {
  publishable: 'pk_',
  secret: 'sk_',
  admin: 'adm_',
}

/** Who is calling. `id` names the key in limits and audit; it says nothing about the key itself. */
export interface AccessKey {
  readonly id: string
  readonly kind: KeyKind
}

/** The keys that open this server. The keys themselves are not in it, only their hashes. */
export interface AccessKeys {
  readonly find: (presented: string) => AccessKey | null
}

const KeysFile = Type.Object({
  keys: Type.Array(
    Type.Object({
      id: Type.String(),
      kind: oneOf(keyKinds),
      sha256: Type.String(),
      createdAt: Type.String(),
    }),
  ),
})
type StoredKey = Static<typeof KeysFile>['keys'][number]

// A plain hash is enough for keys of 256 random bits: there is nothing to guess that a slow hash would slow down.
const hashKey = (key: string): string => hash('sha256', key, 'hex')

/**
 * Looked up by hash, so that the time of a look-up tells nothing about a key: whoever presents one cannot steer the
 * bits of its hash towards a stored one.
 */
export function createAccessKeys(
  stored: readonly { sha256: string; id: string; kind: KeyKind }[],
): AccessKeys {
  const keys = new Map(stored.map(({ sha256, id, kind }) => [sha256, { id, kind }]))
  return { find: (presented) => keys.get(hashKey(presented)) ?? null }
}

/** Keys for a part of this very process, besides the others: made at each start and kept nowhere. */
export function addMomentaryKeys(keys: AccessKeys, holder: string) {
  const secretKey = createKey('secret')
  const publishableKey = createKey('publishable')
  const own = createAccessKeys([
    { id: `${holder}-secret`, kind: 'secret', sha256: hashKey(secretKey) },
    { id: `${holder}-publishable`, kind: 'publishable', sha256: hashKey(publishableKey) },
  ])
  const all: AccessKeys = { find: (presented) => own.find(presented) ?? keys.find(presented) }
  return { keys: all, secretKey, publishableKey }
}

export interface LoadedKeys {
  readonly keys: AccessKeys
  /** Keys made just now, in clear: to be shown once, they cannot be read again. */
  readonly made: readonly { readonly kind: KeyKind; readonly key: string }[]
}

/**
 * The keys of a data directory and the preset ones. A preset key takes the place of the stored ones of its kind. An
 * empty directory gets one key of each kind that is not preset.
 */
export async function loadAccessKeys(
  dataDir: string,
  preset: Readonly<Record<KeyKind, string | null>>,
  now: number,
): Promise<LoadedKeys> {
  let stored = await readKeys(pathOf(dataDir))
  const made: { kind: KeyKind; key: string }[] = []
  if (stored === null) {
    for (const kind of keyKinds) if (preset[kind] === null) made.push({ kind, key: createKey(kind) })
    stored = made.map(({ kind, key }) => describeKey(kind, key, now))
    if (made.length > 0) await saveKeys(dataDir, stored)
  }
  const given = keyKinds.flatMap((kind) => {
    const key = preset[kind]
    return key === null ? [] : [describeKey(kind, key, now)]
  })
  const rest = stored.filter(({ kind }) => preset[kind] === null)
  return { keys: createAccessKeys([...rest, ...given]), made }
}

/** What may be told of a stored key: never the key itself. */
export async function listAccessKeys(
  dataDir: string,
): Promise<readonly { readonly id: string; readonly kind: KeyKind; readonly createdAt: string }[]> {
  const stored = (await readKeys(pathOf(dataDir))) ?? []
  return stored.map(({ id, kind, createdAt }) => ({ id, kind, createdAt }))
}

/** Makes a key besides the others; the answer is the only place where it stands in clear. */
export async function addAccessKey(dataDir: string, kind: KeyKind, now: number) {
  const key = createKey(kind)
  const described = describeKey(kind, key, now)
  await saveKeys(dataDir, [...((await readKeys(pathOf(dataDir))) ?? []), described])
  return { id: described.id, kind, key }
}

/** Removes a key; false where none has this id. */
export async function removeAccessKey(dataDir: string, id: string): Promise<boolean> {
  const stored = (await readKeys(pathOf(dataDir))) ?? []
  const rest = stored.filter((key) => key.id !== id)
  if (rest.length === stored.length) return false
  await saveKeys(dataDir, rest)
  return true
}

const pathOf = (dataDir: string) => join(dataDir, 'keys.json')
const createKey = (kind: KeyKind) => `${keyPrefixes[kind]}${randomBytes(32).toString('base64url')}`
const saveKeys = async (dataDir: string, keys: readonly StoredKey[]) => {
  await mkdir(dataDir, { recursive: true })
  await saveFile(pathOf(dataDir), `${JSON.stringify({ keys }, null, 2)}\n`, 0o600)
}

function describeKey(kind: KeyKind, key: string, now: number): StoredKey {
  const sha256 = hashKey(key)
  return { id: `${kind}-${sha256.slice(0, 8)}`, kind, sha256, createdAt: new Date(now).toISOString() }
}

async function readKeys(path: string): Promise<readonly StoredKey[] | null> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  const file: unknown = JSON.parse(text)
  if (Value.Check(KeysFile, file)) return file.keys
  throw new Error(`\`${path}\` is not a list of keys`)
}

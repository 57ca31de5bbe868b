import fc from 'fast-check'
import type { WrittenLogin } from '../matrix/run-fixture.ts'

type Path = readonly (string | number)[]

/** What a written login must not lose: without it, it would be none, or another one. */
const needed: readonly RegExp[] = [
  /^request\.(purpose|now|device\.id)$/,
  /^request\.history\.(credentials|devices)\.\d+\.id$/,
  /^request\.history\.events\.\d+\.(credentialId|deviceId|kind|at)$/,
  /^request\.history\.registrationAsks\.\d+\.(variant|asked|lastAskedAt)$/,
]
/** Parts of parts that nobody wrote by hand: brands of client hints. */
const deepest = 5

/**
 * The same login with as little in it as still breaks the law: fast-check shrinks which of its parts are kept.
 * `stillBroken` is asked again and again; it must be a function of the login.
 */
export async function pruneLogin(
  login: WrittenLogin,
  stillBroken: (login: WrittenLogin) => Promise<boolean>,
): Promise<WrittenLogin> {
  const parts = listParts(login, [])
  if (parts.length === 0) return login
  const met = new Map<string, boolean>()
  const isBroken = async (pruned: WrittenLogin): Promise<boolean> => {
    const text = JSON.stringify(pruned)
    const known = met.get(text) ?? (await stillBroken(pruned))
    met.set(text, known)
    return known
  }
  const all = parts.map(() => true)
  const { counterexample } = await fc.check(
    fc.asyncProperty(
      fc.tuple(...parts.map(() => fc.boolean())),
      async (kept) => !(await isBroken(keepParts(login, parts, kept))),
    ),
    { examples: [[all]], numRuns: 1, seed: 1 },
  )
  const [kept] = counterexample ?? [all]
  return keepParts(login, parts, kept ?? all)
}

/** How many things a written login says. */
export const countParts = (login: WrittenLogin): number => listParts(login, []).length

/** Every part that may be left out, outer before inner, first before last. */
function listParts(value: unknown, path: Path): readonly Path[] {
  if (typeof value !== 'object' || value === null || path.length >= deepest) return []
  const keys = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value)
  return keys.flatMap((key) => {
    const inner = [...path, key]
    // `request` and `fixture` are envelopes.
    const isPart = path.length > 0 && !needed.some((pattern) => pattern.test(inner.join('.')))
    const below = listParts(Reflect.get(value, key), inner)
    return isPart ? [inner, ...below] : below
  })
}

function keepParts(login: WrittenLogin, parts: readonly Path[], kept: readonly boolean[]): WrittenLogin {
  const copy = structuredClone(login)
  // Inner and later ones first, so that no place has moved when it is its turn.
  for (const [index, path] of [...parts.entries()].reverse()) {
    if (kept[index] === true) continue
    const last = path.at(-1)
    const holder: unknown = path.slice(0, -1).reduce<unknown>(step, copy)
    if (Array.isArray(holder) && typeof last === 'number') holder.splice(last, 1)
    else if (typeof holder === 'object' && holder !== null && last !== undefined)
      Reflect.deleteProperty(holder, last)
  }
  return copy
}

const step = (value: unknown, key: string | number): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined

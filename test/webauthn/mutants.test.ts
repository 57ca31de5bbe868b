import { hash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isTorture } from '../times.ts'
import { origin, rpId } from './lies.ts'
import {
  type Draft,
  harmless,
  type Mutation,
  mutateBytes,
  mutateClientData,
  mutateStructure,
  mutateText,
  type Place,
  sizeOf,
} from './mutate.ts'
import { openCeremonies } from './open-ceremonies.ts'
import { type Algorithm, createKeyPair, createSoftAuthenticator } from './soft-authenticator.ts'

const bits = isTorture ? 8 : 1
const step = isTorture ? 1 : 20
const algorithms: readonly Algorithm[] = isTorture ? ['ES256', 'EdDSA', 'RS256'] : ['ES256']
/** Requests under way at once: their writes share commits. */
const atOnce = 32

const registrationPlaces: readonly Place[] = ['clientDataJSON', 'attestationObject', 'id']
const authenticationPlaces: readonly Place[] = [
  'clientDataJSON',
  'authenticatorData',
  'signature',
  'userHandle',
  'id',
]

function listMutations(places: readonly Place[], sample: Draft): Mutation[] {
  return [
    ...places.flatMap((place) => mutateBytes(place, sizeOf(sample, place), bits, step)),
    ...places.flatMap((place) => mutateText(place)),
    ...mutateClientData,
    ...mutateStructure(places),
  ]
}

interface Answer {
  readonly status: number
  readonly text: string
}
interface Tally {
  refused: number
  /** Bytes that were swapped with equal ones and the like: no mutants. */
  unchanged: number
  readonly accepted: { readonly name: string; readonly mutant: Draft; readonly answer: Answer }[]
  /** Anything that is neither a yes nor a plain no. */
  readonly odd: string[]
}

/** Lets every mutation happen to a response of its own, made for a challenge of its own. */
async function tryAll(
  mutations: readonly Mutation[],
  make: () => Promise<Draft>,
  post: (response: unknown) => Promise<Answer>,
): Promise<Tally> {
  const tally: Tally = { refused: 0, unchanged: 0, accepted: [], odd: [] }
  const tryOne = async ({ name, apply }: Mutation) => {
    const draft = await make()
    const mutant = apply(draft)
    if (JSON.stringify(mutant) === JSON.stringify(draft)) {
      tally.unchanged++
      return
    }
    const answer = await post(mutant)
    // INVARIANT: what is not shaped like a response is not accepted.
    if (answer.status === 200) tally.accepted.push({ name, mutant: mutant as Draft, answer })
    else if (answer.status === 400) tally.refused++
    else tally.odd.push(`${name}: ${answer.status} ${answer.text}`)
  }
  for (let from = 0; from < mutations.length; from += atOnce)
    await Promise.all(mutations.slice(from, from + atOnce).map(tryOne))
  return tally
}

const namesOf = ({ accepted }: Tally) => accepted.map(({ name }) => name).sort()
const harmlessNames = harmless.map(({ name }) => name).sort()

const report = (what: string, { refused, accepted, odd }: Tally) =>
  process.stdout.write(
    `\n${refused + accepted.length + odd.length} mutants of ${what}: ${refused} refused, ${accepted.length} taken, ${odd.length} neither\n`,
  )

/** As browsers write it down and the spec reads it: a byte order mark before it is none of it. */
const readClientData = ({ response }: Draft) =>
  JSON.parse(new TextDecoder().decode(Buffer.from(String(response.clientDataJSON), 'base64url')))

/**
 * Whether a registration without attestation, which nobody signed, is another honest one: of this ceremony, and on
 * record as it says of itself. Written down once more here, byte by byte, so as not to ask the code under test.
 */
function isAnotherHonestOne(
  { mutant, answer }: Tally['accepted'][number],
  honest: { challenge: string },
): boolean {
  const decode = (name: string) => Buffer.from(String(mutant.response[name]), 'base64url')
  const clientData = readClientData(mutant)
  const object = decode('attestationObject')
  const label = Buffer.from('hauthData')
  const head = object.indexOf(label) + label.length
  // A length of one byte or, with the long keys of RS256, of two.
  const start = head + (object[head] === 0x59 ? 3 : 2)
  const data = object.subarray(start)
  const flags = data[32] ?? 0
  const { credential } = JSON.parse(answer.text)
  return (
    clientData.type === 'webauthn.create' &&
    clientData.challenge === honest.challenge &&
    clientData.origin === origin &&
    clientData.crossOrigin !== true &&
    clientData.topOrigin === undefined &&
    data.subarray(0, 32).equals(hash('sha256', rpId, 'buffer')) &&
    (flags & 0x45) === 0x45 &&
    credential.backupEligible === ((flags & 0x08) !== 0) &&
    credential.backupState === ((flags & 0x10) !== 0) &&
    credential.signCount === data.readUInt32BE(33) &&
    (credential.aaguid ?? '0'.repeat(32)).replaceAll('-', '') === data.subarray(37, 53).toString('hex') &&
    data.readUInt16BE(53) === 32 &&
    data.subarray(55, 87).toString('base64url') === credential.id &&
    credential.id === mutant.id &&
    mutant.id === mutant.rawId
  )
}

describe.each(algorithms)('a response by %s that was bent on the way', (algorithm) => {
  const keyPair = createKeyPair(algorithm)

  it('is no registration, wherever it was bent', async () => {
    const ceremonies = await openCeremonies()
    const authenticator = createSoftAuthenticator({ rpId, origin, algorithm })
    const make = async (): Promise<Draft> =>
      authenticator.register(await ceremonies.askRegistration('u-1'), { keyPair, format: 'packed' })
    const mutations = listMutations(registrationPlaces, await make())
    const tally = await tryAll(mutations, make, ceremonies.verifyRegistration)
    report(`registrations by ${algorithm}`, tally)
    expect(tally.odd).toEqual([])
    expect(namesOf(tally)).toEqual([])
    expect(tally.refused).toBeGreaterThanOrEqual(700)
    expect(namesOf(await tryAll(harmless, make, ceremonies.verifyRegistration))).toEqual(harmlessNames)
  })

  it('is another honest registration or none, where nobody signed it', async () => {
    const ceremonies = await openCeremonies()
    const authenticator = createSoftAuthenticator({ rpId, origin, algorithm })
    const asked: string[] = []
    const make = async (): Promise<Draft> => {
      // Somebody else each time: what is taken stays, and would fill the list of one user.
      const options = await ceremonies.askRegistration(`u-${asked.length}`)
      asked.push(options.challenge)
      return authenticator.register(options, { keyPair })
    }
    const mutations = listMutations(registrationPlaces, await make())
    const tally = await tryAll(mutations, make, ceremonies.verifyRegistration)
    report(`registrations without attestation by ${algorithm}`, tally)
    const dishonest = tally.accepted.filter((taken) => {
      const { challenge } = readClientData(taken.mutant)
      return !asked.includes(challenge) || !isAnotherHonestOne(taken, { challenge })
    })
    expect(tally.odd).toEqual([])
    expect(dishonest.map(({ name }) => name)).toEqual([])
    expect(tally.refused).toBeGreaterThanOrEqual(600)
  })

  it.each(['one of a list', 'whoever comes'] as const)(
    'is no login of %s, wherever it was bent',
    async (who) => {
      const ceremonies = await openCeremonies()
      const authenticator = createSoftAuthenticator({ rpId, origin, algorithm })
      await ceremonies.enroll('u-1', authenticator, { keyPair })
      const user = who === 'whoever comes' ? null : 'u-1'
      const make = async (): Promise<Draft> =>
        authenticator.authenticate(await ceremonies.askAuthentication(user))
      const mutations = listMutations(authenticationPlaces, await make())
      const post = (response: unknown) => ceremonies.verifyAuthentication(response)
      const tally = await tryAll(mutations, make, post)
      report(`logins of ${who} by ${algorithm}`, tally)
      expect(tally.odd).toEqual([])
      // A user handle may be missing where a list was given, and an empty one is none; nothing else may be any different.
      const without = ['empty', 'missing', 'null'].map((how) => `userHandle: ${how}`)
      expect(namesOf(tally)).toEqual(user === null ? [] : expect.arrayContaining(without))
      expect(tally.accepted.filter(({ mutant }) => Boolean(mutant.response.userHandle))).toEqual([])
      expect(tally.refused).toBeGreaterThanOrEqual(600)
      expect(namesOf(await tryAll(harmless, make, post))).toEqual(harmlessNames)
    },
  )
})

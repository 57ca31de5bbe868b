import Database from 'better-sqlite3'
import type { AuthenticationResponse, RegistrationResponse } from '../../src/contract/webauthn.ts'
import { openApp } from '../http/open-app.ts'
import { origin, rpId } from './lies.ts'
import type {
  CreationOptions,
  RequestOptions,
  SoftAuthenticator,
  SoftCredential,
} from './soft-authenticator.ts'

type Options = NonNullable<Parameters<typeof openApp>[0]>
type More = Readonly<Record<string, unknown>>

/** A whole server at https://login.example, and the calls a back end makes for its ceremonies. */
export async function openCeremonies(options: Options = {}) {
  const testApp = await openApp({
    origins: [origin],
    ...options,
    relyingParty: { rpId, ...options.relyingParty },
  })
  const { call, lines, file } = testApp
  const post = (path: string, body: unknown, key = 'secret') =>
    call({ url: `/v1/webauthn/${path}`, key, body })

  const askRegistration = async (userId: string, more: More = {}): Promise<CreationOptions> => {
    const asked = await post('registration/options', { user: { id: userId, name: userId }, ...more })
    if (asked.status !== 200) throw new Error(`no options for a registration: ${asked.text}`)
    return asked.json.publicKey
  }
  /** Options that name every passkey of a user; without one, options for whoever comes. */
  const askAuthentication = async (userId: string | null, more: More = {}): Promise<RequestOptions> => {
    const user = userId === null ? {} : { user: { id: userId }, start: 'button' }
    const asked = await post('authentication/options', { ...user, ...more })
    if (asked.status !== 200) throw new Error(`no options for an authentication: ${asked.text}`)
    return asked.json.publicKey
  }
  const verifyRegistration = (response: RegistrationResponse | unknown, more: More = {}) =>
    post('registration/verify', { response, ...more })
  const verifyAuthentication = (
    response: AuthenticationResponse | unknown,
    more: More = {},
    key: 'secret' | 'publishable' = 'secret',
  ) => post('authentication/verify', { response, ...more }, key)

  const enroll = async (
    userId: string,
    authenticator: SoftAuthenticator,
    overrides: Parameters<SoftAuthenticator['register']>[1] = {},
  ): Promise<SoftCredential> => {
    const response = authenticator.register(await askRegistration(userId), overrides)
    const verified = await verifyRegistration(response)
    const made = authenticator.credentials.find(({ id }) => id === response.id)
    if (verified.status !== 200 || made === undefined)
      throw new Error(`the registration of the test was refused: ${verified.text}, ${readReasons().at(-1)}`)
    return made
  }
  /** Why responses were refused, as the log has it, oldest first. */
  const readReasons = (): readonly string[] =>
    lines
      .filter((line) => line.includes('a response was refused'))
      .map((line): string => JSON.parse(line).reason)
  /** Everything that is stored, but for challenges and tickets. */
  const readStored = (): string => {
    const database = new Database(file, { readonly: true })
    try {
      const tables = database
        .prepare<[], { name: string }>("select name from sqlite_schema where type = 'table' order by name")
        .all()
        .filter(({ name }) => name !== 'one_time' && !name.startsWith('sqlite_'))
      return JSON.stringify(
        tables.map(({ name }) => [name, database.prepare(`select * from "${name}"`).all()]),
      )
    } finally {
      database.close()
    }
  }
  return {
    ...testApp,
    askRegistration,
    askAuthentication,
    verifyRegistration,
    verifyAuthentication,
    enroll,
    readReasons,
    readStored,
  }
}
export type Ceremonies = Awaited<ReturnType<typeof openCeremonies>>

import type { Page } from 'playwright-core'

/** A WebAuthn request as the browser got it. */
export interface SeenCeremony {
  readonly kind: 'get' | 'create'
  readonly mediation?: string
  readonly uiMode?: string
  readonly transports: readonly string[]
  readonly hints: readonly string[]
  readonly excluded: number
  /** `given`, the name of an error, or `pending` */
  readonly ended: string
}

/** Notes every WebAuthn request and its end, and passes it on as it is. */
const watch = `for (const kind of ['get', 'create']) {
  const container = globalThis.CredentialsContainer?.prototype ?? {}
  const real = container[kind]
  container[kind] = function (request) {
    const { publicKey, mediation, uiMode } = request
    const id = crypto.randomUUID()
    const note = (ended) => noteCeremony({
      id, kind, mediation, uiMode, ended,
      transports: (publicKey.allowCredentials ?? []).flatMap(({ transports }) => transports ?? []),
      hints: publicKey.hints ?? [],
      excluded: publicKey.excludeCredentials?.length ?? 0,
    })
    note('pending')
    const result = real.call(this, request)
    result.then(() => note('given'), (error) => note(error.name))
    return result
  }
}`

/** Lists the requests of all pages to come, in order. */
export async function watchCeremonies(page: Page): Promise<() => readonly SeenCeremony[]> {
  const seen = new Map<string, SeenCeremony>()
  await page.exposeFunction('noteCeremony', ({ id, ...ceremony }: SeenCeremony & { id: string }) => {
    seen.set(id, ceremony)
  })
  await page.addInitScript(watch)
  return () => [...seen.values()]
}

/** A script that makes `getClientCapabilities()` say otherwise. */
export const canDo = (capabilities: object): string => `{
  const real = PublicKeyCredential.getClientCapabilities
  PublicKeyCredential.getClientCapabilities = async () =>
    ({ ...(await real.call(PublicKeyCredential)), ...${JSON.stringify(capabilities)} })
}`

/** A script that has dialogs time out: what the browser throws is the same when somebody closes them. */
export const closeAfter = (ms: number): string => `{
  const real = CredentialsContainer.prototype.get
  CredentialsContainer.prototype.get = function (request) {
    if (request.mediation !== 'conditional') request.publicKey.timeout = ${ms}
    return real.call(this, request)
  }
}`

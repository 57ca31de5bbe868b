import type { ProvidersFile, ReachStatement } from '../../contract/knowledge-files.ts'
import { compileStatement } from './compile-statement.ts'
import type { Provider, ProviderInference, ReachRule } from './knowledge.ts'
import { providersKey, refTo } from './knowledge-places.ts'

/** Providers by id; the reach of a pattern comes after the provider's own. */
export function compileProviders(file: ProvidersFile): ReadonlyMap<string, Provider> {
  const compileReach = (statements: readonly ReachStatement[], pointer: string) =>
    statements.map((statement, index) => {
      const { answer, through = 'system', requires = [], where } = statement
      const rule: ReachRule = Object.freeze({ answer, through, requires })
      return compileStatement(rule, statement, refTo(providersKey, `${pointer}/${index}`), where)
    })
  return new Map(
    file.providers.map((entry, index) => {
      const { reach, reachLike, ...facts } = entry
      const pattern = reachLike === undefined ? [] : (file.reachPatterns[reachLike] ?? [])
      const provider: Provider = Object.freeze({
        ...facts,
        ref: refTo(providersKey, `/providers/${index}`),
        reach: [
          ...compileReach(reach, `/providers/${index}/reach`),
          ...compileReach(pattern, `/reachPatterns/${reachLike}`),
        ],
      })
      return [entry.id, provider]
    }),
  )
}

const listOf = <T>(value: T | readonly T[] | undefined): readonly T[] | null =>
  value === undefined ? null : Array.isArray(value) ? value : [value as T]

/** Whose a passkey probably is where the AAGUID says nothing, in the order of the file. */
export function compileInference(
  file: ProvidersFile,
  providers: ReadonlyMap<string, Provider>,
): ProviderInference[] {
  return file.inference.flatMap((inference, index) => {
    const provider = providers.get(inference.provider)
    if (provider === undefined) return []
    const { madeOn, backupEligible, attachment, transports, withoutTransports, anyAaguid, certainty } =
      inference
    return [
      {
        provider,
        os: listOf(madeOn?.os),
        browser: listOf(madeOn?.browser),
        backupEligible: backupEligible ?? null,
        attachment: attachment ?? null,
        transports: transports ?? null,
        withoutTransports: withoutTransports ?? [],
        anyAaguid: anyAaguid ?? false,
        certainty,
        ref: refTo(providersKey, `/inference/${index}`),
      },
    ]
  })
}

/**
 * Whose user verification is no factor. One form is enough, because a passkey syncs between the extension and the apps,
 * and which of them answers is a claim of the client.
 */
export const listUnverifying = ({ providers }: ProvidersFile): ReadonlySet<string> =>
  new Set(
    providers
      .filter(
        ({ userVerification: forms }) => forms?.extension === 'dishonest' || forms?.native === 'dishonest',
      )
      .map(({ id }) => id),
  )

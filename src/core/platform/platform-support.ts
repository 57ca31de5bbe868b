import type {
  Certainty,
  IssueAdvice,
  PasskeySync,
  SupportFeature,
  SupportSource,
  ThirdPartyProviders,
} from '../../contract/words.ts'

/** Never a guess: what nobody can know is `'unknown'`. */
export type SupportValue = true | false | 'unknown'

/** One value with where it comes from. `ref` names the statement (`rules/knowledge/...#/pointer`). */
export interface SupportStatement<Value = SupportValue> {
  readonly value: Value
  readonly source: SupportSource
  readonly ref?: string
  readonly certainty?: Certainty
}

export type PlatformSupport = { readonly [Feature in SupportFeature]: SupportStatement } & {
  readonly passkeySync: SupportStatement<PasskeySync>
  readonly thirdPartyProviders: SupportStatement<ThirdPartyProviders>
}

/** A known issue that holds for this client. `advice` is what rules act on. */
export interface MatchedIssue {
  readonly id: string
  readonly effect: string
  readonly advice: IssueAdvice
  readonly certainty: Certainty
  readonly source: string
}

import type { ExplainResponse, RuleTrace } from '../../contract/explain.ts'

/** What `POST /v1/decisions/explain` answers, as far as people are shown of it. */
export interface Explained extends Omit<ExplainResponse, 'trace'> {
  readonly trace: {
    readonly platform: Readonly<Record<string, unknown>> & { readonly conflicts?: readonly string[] }
    readonly support: Readonly<Record<string, { readonly value: unknown; readonly source: string }>>
    readonly knownIssues: readonly { readonly id: string; readonly effect: string }[]
    readonly credentials: readonly CredentialTrace[]
    readonly belief: { readonly local: number; readonly crossDevice: number }
    readonly switch: string | null
    readonly rules: readonly RuleTrace[]
  }
}
export interface CredentialTrace {
  readonly provider: string | null
  readonly reach: string
  readonly probability: number
  readonly phone: number
  readonly status: string
  readonly evidence: readonly string[]
}

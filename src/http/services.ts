import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { UserPseudonym } from '../core/index.ts'
import type { PolicySource } from '../files/policy-source.ts'
import type { SwitchList } from '../files/switch-list.ts'
import type { HistoryStore } from '../store/history-store.ts'
import type { AccessKeys } from './access-keys.ts'
import type { Metrics } from './metrics.ts'
import type { Tokens } from './tokens.ts'

/** Everything a route may touch. Handed to `createApp`, so that each part can be another one. */
export interface Services {
  readonly policies: PolicySource
  readonly switchList: SwitchList
  readonly store: HistoryStore
  readonly keys: AccessKeys
  readonly tokens: Tokens
  readonly pseudonymOf: (userId: string) => UserPseudonym
  /** The exact origins at which publishable keys may be used; filled in once the port is known. */
  readonly origins: ReadonlySet<string>
  readonly metrics: Metrics
  readonly now: () => number
  readonly log: FastifyBaseLogger
}

/** A Fastify instance that takes its types from the schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

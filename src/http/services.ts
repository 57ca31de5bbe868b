import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { Ceremony } from '../contract/decision.ts'
import type { UserPseudonym } from '../core/index.ts'
import type { PolicySource } from '../files/policy-source.ts'
import type { SwitchList } from '../files/switch-list.ts'
import type { RulePublisher } from '../publishing/create-rule-publisher.ts'
import type { Simulator } from '../replay/create-simulator.ts'
import type { CellStore } from '../store/cell-store.ts'
import type { CeremonyStore } from '../store/ceremony-store.ts'
import type { CoverageReader } from '../store/coverage-reader.ts'
import type { DrawStore } from '../store/draw-store.ts'
import type { HistoryStore } from '../store/history-store.ts'
import type { ReportReader } from '../store/report-reader.ts'
import type { RuleRecords } from '../store/rule-store.ts'
import type { AccessKeys } from './access-keys.ts'
import type { Cells } from './cells.ts'
import type { Config } from './config.ts'
import type { Metrics } from './metrics.ts'
import type { Rollouts } from './rollouts.ts'
import type { Tokens } from './tokens.ts'

/** Everything a route may touch. Handed to `createApp`, so that each part can be another one. */
export interface Services {
  readonly policies: PolicySource
  readonly switchList: SwitchList
  readonly store: HistoryStore & CeremonyStore & CellStore & RuleRecords & DrawStore
  /** Puts rules in force and takes them back. */
  readonly publisher: RulePublisher
  readonly reports: Pick<ReportReader, 'loadReport' | 'loadDraws'>
  readonly coverage: Pick<CoverageReader, 'countRecorded'>
  readonly simulator: Pick<Simulator, 'simulate'>
  /** What proven outcomes have taught of each platform. */
  readonly cells: Cells
  readonly rollouts: Rollouts
  readonly keys: AccessKeys
  readonly tokens: Tokens
  readonly pseudonymOf: (userId: string) => UserPseudonym
  /** What the network of an address is filed under; null: not an address. */
  readonly networkOf: (ip: string) => string | null
  /** The exact origins at which publishable keys may be used; filled in once the port is known. */
  readonly origins: ReadonlySet<string>
  readonly relyingParty: RelyingParty
  readonly metrics: Metrics
  readonly now: () => number
  readonly log: FastifyBaseLogger
}

/** Who people log in to, and what of their ceremonies is the operator's to say. */
export interface RelyingParty
  extends Pick<
    Config,
    | 'rpId'
    | 'rpName'
    | 'algorithms'
    | 'userVerification'
    | 'topOrigins'
    | 'allowCredentials'
    | 'enrollUrl'
    | 'manageUrl'
  > {
  /** Passkeys that do not exist, the same for a name every time. */
  readonly decoysOf: (userId: string) => Ceremony['allowCredentials']
}

/** A Fastify instance that takes its types from the schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

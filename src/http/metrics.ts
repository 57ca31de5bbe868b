import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { PolicySource } from '../files/policy-source.ts'
import type { HistoryStore } from '../store/history-store.ts'
import type { Cells } from './cells.ts'

/** What is counted. Labels come from closed lists only: never a user, a key, an address or a rule's free text. */
export interface Metrics {
  readonly countDecision: (purpose: string, action: string, reason: string) => void
  readonly countOutcome: (result: string, classified: string, evidence: string) => void
  readonly countRefusal: (code: string) => void
  /** An outcome that was not taken; `why` is the code of the problem. */
  readonly countRefusedOutcome: (why: string) => void
  /** A verification; `result` is `verified` or why it was refused. */
  readonly countCeremony: (ceremony: string, result: string) => void
  /** Shadow rules that threw; nobody was served by them. */
  readonly countShadowFailure: (purpose: string) => void
  readonly countReload: (status: string) => void
  readonly text: () => Promise<string>
  readonly contentType: string
}

export interface MetricsOptions {
  readonly store: HistoryStore
  readonly policies: PolicySource
  readonly cells: Pick<Cells, 'count'>
  readonly now: () => number
  /** Also tell memory, event loop and garbage collection of the process. */
  readonly process?: boolean
}

/** A counter that costs one map access per event; labels are put together when somebody looks. */
function createTally(registry: Registry, name: string, help: string, labelNames: readonly string[]) {
  const counts = new Map<string, number>()
  const counter: Counter = new Counter({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    collect: () => {
      counter.reset()
      for (const [key, count] of counts) {
        const values = key.split(' ')
        counter.inc(Object.fromEntries(labelNames.map((label, i) => [label, values[i] ?? ''])), count)
      }
    },
  })
  return (key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1)
}

export function createMetrics({ store, policies, cells, now, process = false }: MetricsOptions): Metrics {
  const registry = new Registry()
  if (process) collectDefaultMetrics({ register: registry, prefix: 'keywise_' })
  const decision = createTally(registry, 'keywise_decisions_total', 'decisions answered', [
    'purpose',
    'action',
    'reason',
  ])
  const outcome = createTally(registry, 'keywise_outcomes_total', 'outcomes accepted', [
    'result',
    'classified',
    'evidence',
  ])
  const refusal = createTally(registry, 'keywise_refusals_total', 'requests refused', ['code'])
  const refusedOutcome = createTally(registry, 'keywise_outcomes_refused_total', 'outcomes not taken', [
    'why',
  ])
  const ceremony = createTally(registry, 'keywise_ceremonies_total', 'responses of authenticators', [
    'ceremony',
    'result',
  ])
  const reload = createTally(registry, 'keywise_rules_reloads_total', 'rule folder readings', ['status'])

  const shadowFailure = createTally(
    registry,
    'keywise_shadow_failures_total',
    'decisions that the shadow rules failed at',
    ['purpose'],
  )

  const gauge = (name: string, help: string, read: () => number): void => {
    const made: Gauge = new Gauge({ name, help, registers: [registry], collect: () => made.set(read()) })
  }
  gauge('keywise_store_ready', '1 when the store serves', () => (store.isReady() ? 1 : 0))
  gauge('keywise_store_queued', 'writes waiting', () => store.stats().queued)
  gauge('keywise_store_dropped', 'decisions not recorded', () => store.stats().dropped)
  gauge('keywise_store_commits', 'transactions since the start', () => store.stats().commits)
  gauge('keywise_rules_live', '1 when the rules in force are those in the folder', () =>
    policies.state().status === 'live' ? 1 : 0,
  )

  const breakers: Gauge = new Gauge({
    name: 'keywise_breakers',
    help: 'circuit breakers of platforms, and platforms that need a look',
    labelNames: ['state'],
    registers: [registry],
    collect: () => {
      for (const [state, count] of Object.entries(cells.count(now()))) breakers.set({ state }, count)
    },
  })

  return {
    countDecision: (purpose, action, reason) => decision(`${purpose} ${action} ${reason}`),
    countOutcome: (result, classified, evidence) => outcome(`${result} ${classified} ${evidence}`),
    countRefusal: (code) => refusal(code),
    countRefusedOutcome: (why) => refusedOutcome(why),
    countCeremony: (kind, result) => ceremony(`${kind} ${result}`),
    countShadowFailure: (purpose) => shadowFailure(purpose),
    countReload: (status) => reload(status),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

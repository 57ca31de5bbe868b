import type { FastifyBaseLogger } from 'fastify'
import type { RolloutsView } from '../contract/draws.ts'
import type { PolicySource } from '../files/policy-source.ts'
import { type HoldResult, holdRollout, releaseRollout } from '../publishing/change-hold.ts'
import { isHeld } from '../publishing/explain-holds.ts'
import { type RolloutTally, tallyNobody } from '../reports/tally-rollouts.ts'
import type { DrawStore, RolloutHold } from '../store/draw-store.ts'
import type { ReportReader } from '../store/report-reader.ts'
import { StoreError } from '../store/store-error.ts'
import {
  describeRollout,
  judge,
  listRollouts,
  queryRollouts,
  type RolloutInForce,
} from './describe-rollouts.ts'
import { startRepeating } from './start-repeating.ts'

/** Stops rollouts under which logins get worse, and lets them go on again when somebody says so. */
export interface Rollouts {
  readonly list: () => Promise<RolloutsView>
  /** After a change that is kept already: without figures where they cannot be had, for the change is to be told. */
  readonly listAnyway: () => Promise<RolloutsView>
  /** Judges every guarded rollout now; tells which were stopped. */
  readonly guard: () => Promise<readonly RolloutHold[]>
  /** Takes over what is held, whichever process wrote it. */
  readonly takeOver: () => Promise<void>
  /** Keeps a rollout at the share it has now. */
  readonly hold: (rule: string, actor: string, note: string) => Promise<HoldResult>
  /** false: no rule of this name is held. */
  readonly release: (rule: string, actor: string, note: string) => Promise<boolean>
  readonly close: () => void
}

export interface RolloutsOptions {
  readonly store: DrawStore
  readonly reports: Pick<ReportReader, 'loadDraws'>
  readonly policies: PolicySource
  readonly now: () => number
  readonly log: FastifyBaseLogger
}

const lookMs = 2_000
const judgeMs = 60_000
/** Reading may take seconds where there are millions of logins: it is never to keep a core busier than a twentieth. */
const restPerWork = 20

export async function createRollouts({
  store,
  reports,
  policies,
  now,
  log,
}: RolloutsOptions): Promise<Rollouts> {
  let holds: readonly RolloutHold[] = []
  const takeOver = async (): Promise<void> => {
    const found = await store.listHolds()
    if (JSON.stringify(found) === JSON.stringify(holds)) return
    holds = found
    policies.setStanding({
      caps: new Map(holds.filter(isHeld).map(({ rule, percent }) => [rule, percent])),
    })
  }
  try {
    await takeOver()
  } catch (err) {
    if (!(err instanceof StoreError)) throw err
    log.error({ err }, 'holds of rollouts could not be read yet')
  }

  const tally = async (rollouts: readonly RolloutInForce[]): Promise<readonly RolloutTally[]> =>
    rollouts.length === 0 ? [] : reports.loadDraws(queryRollouts(rollouts, now()))

  const stop = async (
    rollout: RolloutInForce,
    counted: RolloutTally,
    known: readonly RolloutHold[],
  ): Promise<RolloutHold | null> => {
    const { rule, asked } = rollout
    const { guard } = rule.rollout
    const { verdict, difference } = judge(rollout, counted)
    if (guard === undefined || verdict !== 'worse' || counted.percent !== asked.percent) return null
    const isHold = guard.onFall === 'hold'
    const percent = isHold ? asked.percent : 0
    const share = ({ people, sum }: RolloutTally['in']) => ({ people, rate: round(sum / people) })
    const detail = {
      rule: rule.name,
      percent,
      kpi: guard.kpi,
      tolerance: guard.tolerance,
      compared: counted.percent,
      in: share(counted.in),
      out: share(counted.out),
      difference: round(difference?.difference ?? 0),
      interval: [round(difference?.low ?? 0), round(difference?.high ?? 0)],
    }
    const at = now()
    const action = isHold ? 'rollout-held' : 'rollout-rolled-back'
    const hold = { rule: rule.name, percent, since: at, reason: detail }
    const last = known.find((one) => one.rule === rule.name)?.since ?? null
    // Another process may have been first, or somebody has let it go since.
    if (!(await store.saveHold(hold, { at, actor: 'engine', action, detail }, last))) return null
    log.warn(detail, isHold ? 'a rollout is held by its guard' : 'a rollout was rolled back by its guard')
    return hold
  }

  const guard = async (): Promise<readonly RolloutHold[]> => {
    await takeOver()
    const known = holds
    // Where everybody is in, or nobody, there is nothing new to compare.
    const guarded = listRollouts(policies.current(), known, now()).filter(
      ({ rule, hold, asked }) =>
        rule.rollout.guard !== undefined && hold === null && asked.percent > 0 && asked.percent < 100,
    )
    const counted = await tally(guarded)
    const stopped: RolloutHold[] = []
    for (const [index, rollout] of guarded.entries()) {
      const one = counted[index]
      const hold = one === undefined ? null : await stop(rollout, one, known)
      if (hold !== null) stopped.push(hold)
    }
    if (counted.length > 0) await takeOver()
    return stopped
  }

  let restUntil = 0
  const guardAtLeisure = async (): Promise<void> => {
    const began = performance.now()
    if (began < restUntil) return
    restUntil = Number.POSITIVE_INFINITY
    try {
      await guard()
    } finally {
      restUntil = performance.now() + (performance.now() - began) * restPerWork
    }
  }
  const turns = [
    startRepeating(takeOver, lookMs, log, 'holds of rollouts could not be read'),
    startRepeating(guardAtLeisure, judgeMs, log, 'rollouts could not be judged'),
  ]

  /** What is kept is kept: that it could not be read again at once is no failure of the change. */
  const takeOverSoon = async (): Promise<void> => {
    try {
      await takeOver()
    } catch (err) {
      log.warn({ err }, 'a change of a rollout is kept, and could not be read again yet')
    }
  }

  const list = async (): Promise<RolloutsView> => {
    await takeOver()
    const policy = policies.current()
    const rollouts = listRollouts(policy, holds, now())
    const counted = await tally(rollouts)
    return {
      revision: policy.revision,
      rollouts: rollouts.flatMap((rollout, index) => {
        const one = counted[index]
        return one === undefined ? [] : [describeRollout(rollout, one, now())]
      }),
    }
  }

  return {
    list,
    async listAnyway() {
      try {
        return await list()
      } catch (err) {
        log.warn({ err }, 'the figures of rollouts could not be read')
        const policy = policies.current()
        const rollouts = listRollouts(policy, holds, now()).map((rollout) => ({
          ...describeRollout(rollout, tallyNobody(rollout.rule.name), now()),
          says: 'the figures cannot be read right now',
        }))
        return { revision: policy.revision, rollouts }
      }
    },
    guard,
    takeOver,
    async hold(rule, actor, note) {
      const result = await holdRollout(store, policies.current(), { rule, actor, note, at: now() })
      await takeOverSoon()
      return result
    },
    async release(rule, actor, note) {
      const released = await releaseRollout(store, { rule, actor, note, at: now() })
      await takeOverSoon()
      return released !== null
    },
    close: () => {
      for (const turn of turns) turn.close()
    },
  }
}

const round = (figure: number): number => Math.round(figure * 10_000) / 10_000

import Type from 'typebox'
import {
  DrawQueryText,
  ExperimentsView,
  RolloutHoldOrder,
  RolloutsView,
  ShadowView,
} from '../../contract/draws.ts'
import type { HoldResult } from '../../publishing/change-hold.ts'
import { explainHold } from '../../publishing/explain-holds.ts'
import { readReportQuery } from '../../reports/read-report-query.ts'
import { askStore } from '../ask-store.ts'
import { describeExperiments, describeShadow, queryExperiments } from '../describe-draws.ts'
import { keyOf } from '../plugins/auth.ts'
import { ProblemError } from '../problem-error.ts'
import { problems } from '../problem-responses.ts'
import type { App, Services } from '../services.ts'

const RuleParams = Type.Object({ rule: Type.String({ minLength: 1, maxLength: 80 }) })

function readFrom(text: string | undefined, now: number): number {
  const read = readReportQuery('kpis', text === undefined ? {} : { from: text }, now)
  if ('query' in read) return read.query.from
  const errors = read.problems.map(({ field, message }) => ({ pointer: `/${field}`, detail: message }))
  throw new ProblemError(400, 'invalid-request', { detail: errors[0]?.detail ?? 'unreadable', errors })
}

/** @throws ProblemError 404, 409 where nothing was held */
function checkHeld(result: HoldResult): void {
  const errors = [{ pointer: '/rule', detail: 'see GET /v1/rollouts' }]
  switch (result.kind) {
    case 'unknown-rollout':
      throw new ProblemError(404, 'rollout-unknown', { detail: 'no rule of this name has a rollout', errors })
    case 'held-already':
      throw new ProblemError(409, 'rollout-held', {
        detail: `it is ${explainHold(result.hold)} already`,
        errors,
      })
    case 'complete':
      throw new ProblemError(409, 'rollout-complete', { detail: 'everybody is in already', errors })
    case 'held':
  }
}

/** What draws have led to: rollouts and what holds them, experiments, shadow rules. */
export function registerDraws(app: App, { policies, reports, rollouts, now }: Services): void {
  const admin = { keys: ['admin' as const] }
  app.get(
    '/v1/rollouts',
    {
      config: admin,
      schema: {
        summary: 'Rollouts: their share now, the next step, how both sides fare, and what holds them',
        tags: ['rules'],
        response: { 200: RolloutsView, ...problems(401, 403, 503) },
      },
    },
    () => askStore(rollouts.list()),
  )

  app.post(
    '/v1/rollouts/:rule/release',
    {
      config: admin,
      schema: {
        summary: 'Let a rollout go on that its guard or somebody has stopped; it is judged anew from now on',
        tags: ['rules'],
        params: RuleParams,
        body: RolloutHoldOrder,
        response: { 200: RolloutsView, ...problems(400, 401, 403, 404, 413, 415, 503) },
      },
    },
    async (request) => {
      const { kind, id } = keyOf(request)
      const { rule } = request.params
      if (!(await askStore(rollouts.release(rule, `${kind}:${id}`, request.body.note))))
        throw new ProblemError(404, 'rollout-not-held', {
          detail: 'no rollout of this rule is held',
          errors: [{ pointer: '/rule', detail: 'see GET /v1/rollouts' }],
        })
      return rollouts.listAnyway()
    },
  )

  app.post(
    '/v1/rollouts/:rule/hold',
    {
      config: admin,
      schema: {
        summary: 'Keep a rollout at the share it has now, until it is released',
        tags: ['rules'],
        params: RuleParams,
        body: RolloutHoldOrder,
        response: { 200: RolloutsView, ...problems(400, 401, 403, 404, 409, 413, 415, 503) },
      },
    },
    async (request) => {
      const { kind, id } = keyOf(request)
      const { rule } = request.params
      checkHeld(await askStore(rollouts.hold(rule, `${kind}:${id}`, request.body.note)))
      return rollouts.listAnyway()
    },
  )

  app.get(
    '/v1/reports/experiments',
    {
      config: admin,
      schema: {
        summary: 'Experiments: what each variant has led to, and whether it differs from the first one',
        tags: ['reports'],
        querystring: DrawQueryText,
        response: { 200: ExperimentsView, ...problems(400, 401, 403, 404, 503) },
      },
    },
    async (request) => {
      const policy = policies.current()
      const { name } = request.query
      if (name !== undefined && !policy.experiments.has(name))
        throw new ProblemError(404, 'experiment-unknown', {
          detail: 'no experiment of this name is in force',
          errors: [{ pointer: '/name', detail: `one of: ${[...policy.experiments.keys()].join(', ')}` }],
        })
      const query = queryExperiments(policy, readFrom(request.query.from, now()), now(), name)
      const tallies = query.experiments.length === 0 ? [] : await askStore(reports.loadDraws(query))
      return describeExperiments(policy, query, tallies)
    },
  )

  app.get(
    '/v1/reports/shadow',
    {
      config: admin,
      schema: {
        summary: 'Shadow rules: how many decisions they would have changed, into what, and where',
        tags: ['reports'],
        querystring: Type.Pick(DrawQueryText, ['from']),
        response: { 200: ShadowView, ...problems(400, 401, 403, 503) },
      },
    },
    async (request) => {
      const revision = policies.shadow()?.revision ?? null
      const [from, to] = [readFrom(request.query.from, now()), now()]
      const tally =
        revision === null ? null : await askStore(reports.loadDraws({ kind: 'shadow', from, to, revision }))
      return describeShadow(revision, from, to, tally)
    },
  )
}

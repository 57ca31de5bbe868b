import Type, { type Static } from 'typebox'
import { DecisionTrace, RecordedDecision } from '../../contract/responses.ts'
import { closed, oneOf } from '../../contract/schema-parts.ts'
import type { RevisionGap } from '../../contract/simulation-words.ts'
import {
  buildReplayInput,
  type DecisionInput,
  type DecisionRecord,
  decide,
  emptyHistory,
  explain,
  hashDecision,
  type Policy,
  readRecordedInput,
  withRecordedStanding,
} from '../../core/index.ts'
import { createOwnRules } from '../../replay/own-rules.ts'
import { askStore } from '../ask-store.ts'
import { buildDecisionAnswer } from '../build-decision-response.ts'
import { ProblemError } from '../problem-error.ts'
import { problems } from '../problem-responses.ts'
import type { App, Services } from '../services.ts'

const Params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) })

const TraceQuery = Type.Object(
  {
    rules: Type.Optional(
      oneOf(['own', 'live'], {
        description:
          'own: those it was taken under, where they are kept; live: those in force, to see what would be answered now; default own',
      }),
    ),
  },
  closed,
)
type TraceQuery = Static<typeof TraceQuery>

/** What was said; what was known then is for replays. */
function readSaid(record: DecisionRecord) {
  const { history, cells, assignments, switches, caps, ...said } = readRecordedInput(record.input)
  return said
}

function describeRecord(record: DecisionRecord): { decisionId: string; at: string } {
  const { id, at, input: _input, ...rest } = record
  return { decisionId: id, at: new Date(at).toISOString(), ...rest, ...{ input: readSaid(record) } }
}

/** `GET /v1/decisions/{id}` and its trace: what was recorded, and the same question asked again. */
export function registerDecisionRecords(app: App, { policies, store, cells, now }: Services): void {
  const ownRules = createOwnRules()
  const load = async (id: string): Promise<DecisionRecord> => {
    const record = await askStore(store.loadDecision(id))
    if (record !== null) return record
    throw new ProblemError(404, 'decision-unknown', { detail: 'no decision of this id is kept' })
  }

  app.get(
    '/v1/decisions/:id',
    {
      config: { keys: ['admin'] },
      schema: {
        summary: 'What was recorded of a decision',
        tags: ['decisions'],
        params: Params,
        response: { 200: RecordedDecision, ...problems(400, 401, 403, 404, 503) },
      },
    },
    async (request) => describeRecord(await load(request.params.id)),
  )

  /** The rules it was taken under, where they can be had, or those in force. */
  const findRules = async (
    { revision }: DecisionRecord,
    asked: TraceQuery['rules'],
  ): Promise<Pick<Recalled, 'policy' | 'gap'>> => {
    const live = policies.current()
    if (asked === 'live' || revision === live.revision) return { policy: live, gap: null }
    const own = await askStore(ownRules.load(revision, store.loadRevision))
    return own.gap === null ? own : { policy: live, gap: own.gap }
  }

  /** Of an older version, what was known then is not on record: it is asked again with what is known today. */
  const recall = async (record: DecisionRecord, asked: TraceQuery['rules']): Promise<Recalled> => {
    const { policy, gap } = await findRules(record, asked)
    if (record.answerHash !== null) {
      const recorded = readRecordedInput(record.input)
      const then = withRecordedStanding(policy, recorded)
      return { basis: 'recorded', input: buildReplayInput(recorded), policy: then, gap }
    }
    const said = readSaid(record)
    // Nobody identified: the answer was one about the device, whoever the record is filed under.
    const user = said.user?.pseudonym ?? null
    const history = user === null ? emptyHistory : await askStore(store.loadHistory(user))
    return { basis: 'today', input: { ...said, history, readCell: cells.readAt(now()) }, policy, gap }
  }

  app.get(
    '/v1/decisions/:id/trace',
    {
      config: { keys: ['admin'] },
      schema: {
        summary: 'A recorded decision, asked again by the rules it was taken under with what was known then',
        tags: ['decisions'],
        params: Params,
        querystring: TraceQuery,
        response: { 200: DecisionTrace, ...problems(400, 401, 403, 404, 503) },
      },
    },
    async (request) => {
      const record = await load(request.params.id)
      const { basis, input, policy, gap } = await recall(record, request.query.rules)
      const { decision, trace, flips } = await explain(input, policy, record.at)
      const isComparable = basis === 'recorded' && record.revision === policy.revision
      return {
        recorded: describeRecord(record),
        replayed: { ...buildDecisionAnswer(decision, 'back-end'), trace, flips: [...flips] },
        differs: decision.action !== record.action || decision.reason !== record.reason,
        basis,
        faithful: isComparable ? hashDecision(decide(input, policy, record.at)) === record.answerHash : null,
        revision: policy.revision,
        rulesGap: gap,
      }
    },
  )
}

interface Recalled {
  readonly basis: 'recorded' | 'today'
  readonly input: DecisionInput
  readonly policy: Policy
  readonly gap: RevisionGap | null
}

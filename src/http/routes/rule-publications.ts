import Type from 'typebox'
import type { Problem } from '../../contract/rule-files.ts'
import {
  PublishRequest,
  type PublishResponse,
  PublishResponse as PublishResponseSchema,
  RevertRequest,
  RevisionParams,
  RevisionsView,
  RevisionView,
  RulesDiffView,
} from '../../contract/rule-publications.ts'
import {
  buildRuleDiff,
  explainRuleDiff,
  layOver,
  parsePolicy,
  type RuleDiff,
  type RuleFolder,
} from '../../core/index.ts'
import { RuleFolderError } from '../../files/install-rules.ts'
import type { FixtureChange } from '../../publishing/compare-fixtures.ts'
import type { Published, PublishResult, RevertResult } from '../../publishing/create-rule-publisher.ts'
import { explainHolds } from '../../publishing/explain-holds.ts'
import { defaultGuard, type GuardReport, parseMostChanged } from '../../publishing/guard-publication.ts'
import { askStore } from '../ask-store.ts'
import { keyOf } from '../plugins/auth.ts'
import { ProblemError } from '../problem-error.ts'
import { problems } from '../problem-responses.ts'
import type { App, Services } from '../services.ts'

const config = { keys: ['admin' as const] }
const tags = ['rules']
const mostListed = 10

const RevisionsQuery = Type.Object(
  {
    before: Type.Optional(Type.String({ pattern: '^\\d{1,15}$', description: 'older than this sequence' })),
    limit: Type.Optional(Type.String({ pattern: '^\\d{1,3}$', description: '1 to 200, default 50' })),
  },
  { additionalProperties: false },
)

const DiffQuery = Type.Object(
  {
    from: Type.Optional(
      Type.String({ maxLength: 40, description: 'a revision, `live` or `previous` (default)' }),
    ),
    to: Type.Optional(
      Type.String({ maxLength: 40, description: 'a revision, `previous` or `live` (default)' }),
    ),
  },
  { additionalProperties: false },
)

const instant = (at: number): string => new Date(at).toISOString()
const writeDiff = (diff: RuleDiff) =>
  diff.map((file) => ({ ...file, changes: file.changes.map((one) => ({ ...one })) }))

function describePublished({
  revision,
  previous,
  live,
  report,
  diff,
  problems,
  warnings,
  holds,
}: Published): PublishResponse {
  return {
    revision,
    previous,
    live,
    changedFixtures: report?.changedDecisions ?? null,
    comparedFixtures: report?.compared ?? null,
    changes: [...(report?.changed ?? [])].slice(0, mostListed),
    diff: writeDiff(diff),
    text: explainRuleDiff(diff).join('\n'),
    problems: [...problems],
    warnings: [...warnings],
    holds: [...holds],
  }
}

const tellProblem = ({ severity, file, pointer, message, help }: Problem) => ({
  // Where it stands in the file, as a pointer into the body.
  pointer: `/files/${file.replaceAll('~', '~0').replaceAll('/', '~1')}${pointer}`,
  detail: `${severity}: ${file}${pointer === '' ? '' : `#${pointer}`}: ${message}${help === undefined ? '' : `; ${help}`}`,
})

const tellChange = ({ id, from, to, variant }: FixtureChange) => ({
  pointer: '/files',
  detail: `${id}: ${from.action} ${from.reason} -> ${to.action} ${to.reason}${variant === null ? '' : ` (with ${variant})`}`,
})

const tellChanges = (changes: readonly FixtureChange[]) => changes.slice(0, mostListed).map(tellChange)

function refuse(why: 'broken' | 'too-many', report: GuardReport): ProblemError {
  const { broken, changed, changedDecisions, compared, mostChanged } = report
  return why === 'broken'
    ? new ProblemError(422, 'guard-refused', {
        detail: `${broken.length} fixtures that must never break would; name others in \`neverBreak\` where that is meant`,
        errors: tellChanges(broken),
      })
    : new ProblemError(422, 'guard-refused', {
        detail: `${changedDecisions} of ${compared} decisions change, ${mostChanged} are allowed`,
        errors: tellChanges(changed),
      })
}

function readResult(result: PublishResult | RevertResult): Published {
  switch (result.kind) {
    case 'invalid':
      throw new ProblemError(400, 'rules-invalid', {
        detail: 'these rules cannot be used; nothing was changed',
        errors: result.problems.map(tellProblem),
      })
    case 'conflict':
      throw new ProblemError(409, 'rules-conflict', {
        detail: `another set of rules came between: ${result.current ?? 'none'} is in force; look at it and lay the draft over it`,
      })
    case 'refused':
      throw refuse(result.why, result.report)
    case 'unknown-fixtures':
      throw new ProblemError(400, 'invalid-request', {
        detail: 'the guard names fixtures that there are not',
        errors: result.complaints.map((detail) => ({ pointer: '/neverBreak', detail })),
      })
    case 'unknown-revision':
      throw refuseRevision(result.revision, '/revision')
    default:
      return result
  }
}

const refuseRevision = (revision: string | null, pointer: string): ProblemError =>
  new ProblemError(404, 'revision-unknown', {
    detail:
      revision === null
        ? 'there is nothing to go back to'
        : `no revision \`${revision}\` is on record, or its files are kept no longer`,
    errors: [{ pointer, detail: 'see GET /v1/rules/revisions' }],
  })

/** A folder that cannot be written is no defect: rules are then published where they come from. */
async function askFolder<T>(asked: Promise<T>): Promise<T> {
  try {
    return await askStore(asked)
  } catch (cause) {
    if (!(cause instanceof RuleFolderError)) throw cause
    if (cause.code === 'busy') throw new ProblemError(503, 'overloaded', { retryAfterSeconds: 1, cause })
    if (cause.code === 'unreadable')
      throw new ProblemError(503, 'store-unavailable', {
        detail: cause.message,
        retryAfterSeconds: 1,
        cause,
      })
    throw new ProblemError(409, 'rules-read-only', {
      detail: `${cause.message}; publish where its files come from, or set KEYWISE_RULES_SOURCE=store`,
      cause,
    })
  }
}

/** Putting rules in force, taking them back, and what was in force when. */
export function registerRulePublications(app: App, { policies, publisher, store, log, now }: Services): void {
  app.post(
    '/v1/rules/publish',
    {
      config,
      bodyLimit: 1024 * 1024,
      schema: {
        summary: 'Put a draft in force: checked, held against a guard, whole or not at all',
        tags,
        body: PublishRequest,
        response: { 200: PublishResponseSchema, ...problems(400, 401, 403, 409, 413, 415, 422, 503) },
      },
    },
    async (request) => {
      const { files, note, expected, dryRun, maxChanged, neverBreak } = request.body
      const { kind, id } = keyOf(request)
      const most = maxChanged === undefined ? null : parseMostChanged(String(maxChanged))
      if (maxChanged !== undefined && most === null)
        throw new ProblemError(400, 'invalid-request', {
          errors: [
            {
              pointer: '/maxChanged',
              detail: `\`${maxChanged}\` is neither a number nor a share up to 100%`,
            },
          ],
        })
      const result = await askFolder(
        publisher.publish({
          draft: (live) => layOver(live, files),
          note: note.trim(),
          actor: `${kind}:${id}`,
          expected,
          dryRun: dryRun ?? false,
          guard: { maxChanged: most, neverBreak: neverBreak ?? defaultGuard.neverBreak },
        }),
      )
      const published = readResult(result)
      if (published.kind === 'published')
        log.warn({ revision: published.revision, previous: published.previous }, 'rules were published')
      return describePublished(published)
    },
  )

  app.post(
    '/v1/rules/revert',
    {
      config,
      schema: {
        summary: 'Put an earlier revision in force again; without guard, so that it is quick',
        tags,
        body: RevertRequest,
        response: { 200: PublishResponseSchema, ...problems(400, 401, 403, 404, 409, 413, 415, 503) },
      },
    },
    async (request) => {
      const { revision, note } = request.body
      const { kind, id } = keyOf(request)
      const order = { revision, note: note.trim(), actor: `${kind}:${id}` }
      const reverted = readResult(await askFolder(publisher.revert(order)))
      log.warn({ revision: reverted.revision, previous: reverted.previous }, 'rules were taken back')
      return describePublished(reverted)
    },
  )

  app.get(
    '/v1/rules/revisions',
    {
      config,
      schema: {
        summary: 'What was in force when, by whom and why; newest first',
        tags,
        querystring: RevisionsQuery,
        response: { 200: RevisionsView, ...problems(400, 401, 403, 503) },
      },
    },
    async (request) => {
      const before = Number(request.query.before ?? Number.MAX_SAFE_INTEGER)
      const limit = Math.min(200, Math.max(1, Number(request.query.limit ?? 50)))
      const found = await askStore(store.listPublications(before, limit))
      const live = policies.state().policy.revision
      const oldest = found.at(-1)
      return {
        revisions: found.map((one) => ({ ...one, at: instant(one.at), live: one.revision === live })),
        next: oldest !== undefined && oldest.sequence > 1 && found.length === limit ? oldest.sequence : null,
      }
    },
  )

  app.get(
    '/v1/rules/revisions/:revision',
    {
      config,
      schema: {
        summary: 'The files of one revision',
        tags,
        params: RevisionParams,
        response: { 200: RevisionView, ...problems(400, 401, 403, 404, 503) },
      },
    },
    async (request) => {
      const { revision } = request.params
      const found = await askStore(store.loadRevision(revision))
      if (found === null) throw refuseRevision(revision, '/revision')
      return { revision, firstAt: instant(found.firstAt), files: Object.fromEntries(found.folder) }
    },
  )

  /** A revision by its name or by what it is to the one in force. */
  const findRules = async (
    word: string,
    pointer: string,
  ): Promise<{ revision: string; folder: RuleFolder }> => {
    const { policy, folder } = policies.state()
    if (word === 'live' || word === policy.revision) return { revision: policy.revision, folder }
    const revision = word === 'previous' ? await publisher.findPrevious() : word
    const found = revision === null ? null : await store.loadRevision(revision)
    if (found === null) throw refuseRevision(revision, pointer)
    return found
  }

  app.get(
    '/v1/rules/diff',
    {
      config,
      schema: {
        summary: 'What differs between two revisions: rules by name, values by pointer',
        tags,
        querystring: DiffQuery,
        response: { 200: RulesDiffView, ...problems(400, 401, 403, 404, 503) },
      },
    },
    async (request) => {
      const from = await askStore(findRules(request.query.from ?? 'previous', '/from'))
      const to = await askStore(findRules(request.query.to ?? 'live', '/to'))
      const diff = buildRuleDiff(from.folder, to.folder)
      const { policy } = parsePolicy(to.folder, now())
      return {
        from: from.revision,
        to: to.revision,
        files: writeDiff(diff),
        text: explainRuleDiff(diff).join('\n'),
        holds: policy === null ? [] : [...explainHolds(policy, await askStore(store.listHolds()), now())],
      }
    },
  )
}

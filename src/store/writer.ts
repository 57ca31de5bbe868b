import { performance } from 'node:perf_hooks'
import type { DecisionRecord, UserPseudonym } from '../core/index.ts'
import { applyJobs } from './apply-jobs.ts'
import type { Assignment } from './draw-store.ts'
import { readSynchronous, synchronousFull } from './sqlite-connection.ts'
import { identifyFailure, readFailure } from './sqlite-failure.ts'
import { StoreError } from './store-error.ts'
import type { Touched, WriteAnswers, WriteJob, WriteKind } from './write-job.ts'
import type { WriterDatabase } from './writer-database.ts'

/** The one writer of a database: it gathers what arrives into one transaction, and answers after its commit. */
export interface Writer {
  /** Resolves once the write is durable. @throws StoreError when it was not written and will not be */
  write<K extends WriteKind>(job: WriteJob<K>): Promise<WriteAnswers[K]>
  /** Queued and written soon, without an answer; the oldest are dropped where too many wait. */
  recordDecision(record: DecisionRecord): void
  /** Queued like decisions; the first start of a decision counts. */
  recordStart(id: string, at: number): void
  /** Queued like decisions; the first variant somebody drew counts. */
  recordAssignment(assignment: Assignment): void
  /** A decision that still waits to be written. */
  findQueued(id: string): DecisionRecord | undefined
  findQueuedOf(user: UserPseudonym): readonly DecisionRecord[]
  /** Writes what is queued, as far as the database lets it, and closes. */
  close(): Promise<void>
  /** False when writing has failed for a second, until it works again. */
  isWell(): boolean
  /** `PRAGMA synchronous` of the connection that writes: 2 is FULL; null while there is none. */
  readSynchronous(): unknown
  stats(): { readonly queued: number; readonly dropped: number; readonly commits: number }
}

export interface WriterOptions {
  /** Opens the database: at the start, and again after it broke. @throws StoreError */
  readonly open: (isFirst: boolean) => WriterDatabase
  /** Told in the same turn of the event loop as the commit: nothing can be read in between. */
  readonly onCommit: (touched: Touched) => void
  readonly maxQueuedJobs?: number
  readonly maxQueuedDecisions?: number
  /** How long a write may wait for a database that cannot take it. */
  readonly maxWaitMs?: number
}

const batchJobs = 200
const batchDecisions = 300
const decisionDelayMs = 100
const firstRetryMs = 5
const lastRetryMs = 200
const patienceMs = 1000

const unusable = (cause: unknown) => new StoreError('unavailable', 'the database cannot be used', { cause })

interface Task {
  readonly job: WriteJob
  readonly queuedAt: number
  readonly resolve: (answer: never) => void
  readonly reject: (error: unknown) => void
}

export function createWriter(options: WriterOptions): Writer {
  const { maxQueuedJobs = 10_000, maxQueuedDecisions = 50_000, maxWaitMs = 5000 } = options
  let database: WriterDatabase | null = options.open(true)
  let tasks: Task[] = []
  const decisions = new Map<string, DecisionRecord>()
  /** When decisions that are written already were started. */
  const starts = new Map<string, number>()
  const assignments = new Map<string, Assignment>()
  let dropped = 0
  let commits = 0
  let retryMs = 0
  let failingSince: number | null = null
  let closing = false
  let turn: { readonly kind: 'now' | 'later' | 'retry'; cancel(): void } | null = null

  const schedule = (kind: 'now' | 'later' | 'retry') => {
    // A retry keeps its pace; what is due now overtakes what is due later.
    if (turn !== null && (turn.kind !== 'later' || kind === 'later')) return
    turn?.cancel()
    if (kind === 'now') {
      const immediate = setImmediate(flush)
      turn = { kind, cancel: () => clearImmediate(immediate) }
    } else {
      const timer = setTimeout(flush, kind === 'later' ? decisionDelayMs : retryMs)
      turn = { kind, cancel: () => clearTimeout(timer) }
    }
  }

  function flush(): void {
    turn = null
    const batch = gatherBatch()
    // A database that failed is tried until it works again, so that readiness comes back without a write.
    if (batch.jobs.length === 0 && failingSince === null) return
    try {
      database ??= options.open(false)
      const { results, touched } = applyJobs(database, batch.jobs)
      commits += 1
      retryMs = 0
      failingSince = null
      options.onCommit(touched)
      remove(batch)
      const queued = batch.records.length + batch.starts.length + batch.assignments.length
      dropped += results.slice(0, batch.records.length).filter(({ ok }) => !ok).length
      batch.tasks.forEach((task, index) => {
        const result = results[queued + index]
        if (result?.ok === true) task.resolve(result.answer as never)
        else task.reject(readFailure(result?.error))
      })
      if (batch.tasks.some(({ job }) => job.kind === 'erasure')) scrub()
    } catch (error) {
      // Nothing of the batch was kept. A lock is waited for; otherwise callers are told at once.
      const failure = identifyFailure(error)
      if (failure === 'busy') rejectOverdue()
      else {
        const told = failure === 'rejected' ? unusable(error) : readFailure(error)
        remove({ tasks: batch.tasks, records: [], starts: [], assignments: [] })
        for (const task of batch.tasks) task.reject(told)
        if (failure !== 'full') disconnect()
      }
      failingSince ??= performance.now()
      retryMs = Math.min(lastRetryMs, retryMs === 0 ? firstRetryMs : retryMs * 2)
    }
    if (retryMs > 0) schedule('retry')
    else if (tasks.length > 0 || countQueued() >= batchDecisions) schedule('now')
    else if (countQueued() > 0) schedule('later')
  }

  /** Decisions go first: the outcomes and erasures of this batch are to find them. */
  function gatherBatch() {
    const chosen = tasks.slice(0, batchJobs)
    const records = new Set<DecisionRecord>()
    for (const { job } of chosen) {
      if (job.kind === 'outcome') {
        const record = decisions.get(job.request.outcome.decisionId)
        if (record !== undefined) records.add(record)
      }
      if (job.kind === 'erasure') {
        for (const record of decisions.values()) if (record.user === job.request.user) records.add(record)
        // Nothing of theirs may be written after they are gone.
        for (const [key, { subject }] of assignments)
          if (subject === job.request.user) assignments.delete(key)
      }
    }
    for (const record of decisions.values()) {
      if (records.size >= batchDecisions) break
      records.add(record)
    }
    const jobs: WriteJob[] = [...records].map((record) => ({ kind: 'decision', request: { record } }))
    const begun = [...starts.keys()].slice(0, batchDecisions)
    for (const id of begun) jobs.push({ kind: 'start', request: { id, at: starts.get(id) ?? 0 } })
    const drawn = [...assignments.keys()].slice(0, batchDecisions)
    for (const key of drawn) {
      const assignment = assignments.get(key)
      if (assignment !== undefined) jobs.push({ kind: 'assignment', request: { assignment } })
    }
    const tasksOf = chosen.map(({ job }) => job)
    return {
      tasks: chosen,
      records: [...records],
      starts: begun,
      assignments: drawn,
      jobs: jobs.concat(tasksOf),
    }
  }

  function remove(done: {
    readonly tasks: readonly Task[]
    readonly records: readonly DecisionRecord[]
    readonly starts: readonly string[]
    readonly assignments: readonly string[]
  }) {
    tasks = tasks.slice(done.tasks.length)
    for (const { id } of done.records) decisions.delete(id)
    for (const id of done.starts) starts.delete(id)
    for (const key of done.assignments) assignments.delete(key)
  }

  const countQueued = () => decisions.size + starts.size + assignments.size

  /** What was erased still stands in the write-ahead log until a checkpoint empties it. */
  function scrub(): void {
    try {
      const busy = database?.connection.pragma('wal_checkpoint(TRUNCATE)', { simple: true })
      if (busy === 0 || closing) return
    } catch (error) {
      if (identifyFailure(error) !== 'busy' || closing) return
    }
    setTimeout(scrub, lastRetryMs).unref()
  }

  function rejectOverdue(): void {
    const limit = performance.now() - maxWaitMs
    const overdue = tasks.filter((task) => task.queuedAt < limit)
    if (overdue.length === 0) return
    tasks = tasks.filter((task) => task.queuedAt >= limit)
    for (const task of overdue) {
      task.reject(new StoreError('unavailable', `the database took no write for ${maxWaitMs} ms`))
    }
  }

  function dropOldest(): void {
    for (const id of decisions.keys()) {
      if (decisions.size <= maxQueuedDecisions) return
      decisions.delete(id)
      dropped += 1
    }
  }

  function disconnect(): void {
    try {
      database?.connection.close()
    } catch {
      // It is broken already; a new connection is opened at the next turn.
    }
    database = null
  }

  return {
    write<K extends WriteKind>(job: WriteJob<K>): Promise<WriteAnswers[K]> {
      return new Promise((resolve, reject) => {
        if (closing) return reject(new StoreError('unavailable', 'the store is closed'))
        if (tasks.length >= maxQueuedJobs) {
          return reject(new StoreError('unavailable', `more than ${maxQueuedJobs} writes are waiting`))
        }
        tasks.push({ job: job as WriteJob, queuedAt: performance.now(), resolve, reject })
        schedule('now')
      })
    },
    recordDecision(record) {
      if (closing) {
        dropped += 1
        return
      }
      decisions.set(record.id, record)
      dropOldest()
      schedule(decisions.size >= batchDecisions ? 'now' : 'later')
    },
    recordStart(id, at) {
      if (closing) return
      const queued = decisions.get(id)
      if (queued !== undefined) {
        // In its old place: the oldest are written first.
        if (queued.startedAt === null) decisions.set(id, { ...queued, startedAt: at })
        return
      }
      if (starts.has(id) || starts.size >= maxQueuedDecisions) return
      starts.set(id, at)
      schedule('later')
    },
    recordAssignment(assignment) {
      const key = JSON.stringify([assignment.subject, assignment.experiment])
      if (closing || assignments.has(key) || assignments.size >= maxQueuedDecisions) return
      assignments.set(key, assignment)
      schedule('later')
    },
    findQueued: (id) => decisions.get(id),
    findQueuedOf: (user) => [...decisions.values()].filter((record) => record.user === user),
    async close() {
      closing = true
      const deadline = performance.now() + maxWaitMs
      while (tasks.length + countQueued() > 0 && performance.now() < deadline) {
        turn?.cancel()
        flush()
        if (retryMs > 0) await new Promise((resolve) => setTimeout(resolve, retryMs))
      }
      turn?.cancel()
      dropped += decisions.size
      decisions.clear()
      starts.clear()
      assignments.clear()
      for (const task of tasks) task.reject(new StoreError('unavailable', 'the store is closed'))
      tasks = []
      disconnect()
    },
    isWell: () =>
      !closing &&
      (failingSince === null || performance.now() - failingSince < patienceMs) &&
      readDurability() === synchronousFull,
    readSynchronous: readDurability,
    stats: () => ({ queued: tasks.length + countQueued(), dropped, commits }),
  }

  function readDurability(): unknown {
    return database === null ? null : readSynchronous(database.connection)
  }
}

import {
  countLevels,
  dailyEvidenceLimit,
  dayOf,
  evidenceEffect,
  firstDayOfWeek,
  type HistoryChange,
  kindsLimitedWith,
  startOfDay,
} from '../core/index.ts'
import type { Touched } from './write-job.ts'
import type { WriterDatabase } from './writer-database.ts'

/** Applies one change of a user who is on file; changes of one user add up to the same in any order. */
export function saveHistoryChange(database: WriterDatabase, change: HistoryChange, touched: Touched): void {
  const { statements } = database
  touched.users.add(change.user)
  switch (change.type) {
    case 'evidence':
      saveEvidence(database, change)
      return
    case 'device-proven':
      touched.devices.add(change.deviceId)
      statements.proveDevice.run({ ...change, id: change.deviceId })
      statements.addDeviceUser.run({ ...change })
      statements.addDeviceDay.run({ ...change, day: dayOf(change.at) })
      return
    case 'credential-used':
      statements.useCredential.run({ user: change.user, id: change.credentialId, at: change.at })
      return
    case 'cell-event':
      saveCellEvent(database, change, touched)
      return
    case 'registration-asked':
      statements.addRegistrationAsk.run({
        ...change,
        deviceId: change.deviceId ?? '',
        taken: Number(change.taken),
        lastTakenAt: change.taken ? change.at : null,
      })
      return
  }
}

type EvidenceChange = Extract<HistoryChange, { type: 'evidence' }>

/** Counters move only with the evidence they count, so that what is told twice counts once. */
function saveEvidence(database: WriterDatabase, change: EvidenceChange): void {
  const { statements, now } = database
  const { weight = 1, elapsedMs = null } = change
  const row = { ...change, weight, elapsedMs: elapsedMs === null ? null : Math.round(elapsedMs) }
  const isNew = statements.insertEvidence.run(row).changes === 1
  if (!isNew) return
  const counts = isWithinLimit(database, change)
  if (change.kind === 'succeeded-by-phone')
    statements.addCrossDeviceSuccess.run({ user: change.user, at: change.at, createdAt: now() })
  const effect = evidenceEffect[change.kind]
  const isSuccess = effect === 'success'
  const isFailure = effect === 'failure'
  statements.addSighting.run({
    user: change.user,
    credentialId: change.credentialId,
    deviceId: change.deviceId,
    successes: Number(isSuccess),
    failures: Number(isFailure && counts),
    lastSuccessAt: isSuccess ? change.at : null,
    lastFailureAt: isFailure ? change.at : null,
  })
}

/**
 * Keeps the first pieces of a day by their own times, not by arrival, so that a history does not depend on the order in
 * which it was told. True where there is one more than before. When the last failure was is told of all of them.
 */
function isWithinLimit({ statements }: WriterDatabase, change: EvidenceChange): boolean {
  const kinds = kindsLimitedWith(change.kind)
  if (kinds === null) return true
  const { user, credentialId, deviceId, at } = change
  const from = startOfDay(dayOf(at))
  const surplus = statements.findSurplusEvidence.all({
    user,
    credentialId,
    deviceId,
    from,
    before: startOfDay(dayOf(at) + 1),
    kinds: JSON.stringify(kinds),
    limit: dailyEvidenceLimit,
  })
  for (const { key } of surplus) statements.deleteEvidence.run({ user, key })
  return surplus.length === 0
}

/** In each cell the first of a user, route and day; what is new is told to those who keep count, after the commit. */
function saveCellEvent(
  { statements }: WriterDatabase,
  { type: _type, ...change }: Extract<HistoryChange, { type: 'cell-event' }>,
  touched: Touched,
): void {
  const day = dayOf(change.at)
  const from = firstDayOfWeek(day)
  const { user, route, cell } = change
  const levels = countLevels(
    cell,
    day,
    statements.findCellEvents.all({ user, route, from, before: from + 7 }),
  )
  if (levels === null) return
  const event = { ...change, day, ...levels }
  if (statements.addCellEvent.run(event).changes !== 1) return
  const accountAt = statements.findUserStart.get({ user: change.user })?.createdAt ?? null
  touched.cellEvents.push({ ...event, accountAt })
}

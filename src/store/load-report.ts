import type { Report } from '../contract/reports.ts'
import { createReportBuilder } from '../reports/build-report.ts'
import type { ReportQuery } from '../reports/report-query.ts'
import { findFirstDecision, observeDecisions } from './observe-decisions.ts'
import { openReaderConnection } from './sqlite-connection.ts'
import { readFailure } from './sqlite-failure.ts'

/** What a report is made from. */
export interface ReportSource {
  /** The database file; it is only read. */
  readonly file: string
  /** null: not known. */
  readonly retentionDays: number | null
}

/**
 * Reads the decisions of a time and makes a report of them. It takes seconds where there are millions: a service has
 * that done by a `ReportReader`. @throws StoreError
 */
export function loadReport({ file, retentionDays }: ReportSource, query: ReportQuery): Report {
  const connection = openReaderConnection(file)
  try {
    const builder = createReportBuilder(query)
    for (const decision of observeDecisions(connection, query)) builder.add(decision)
    return builder.build({ since: findFirstDecision(connection), retentionDays })
  } catch (error) {
    throw readFailure(error)
  } finally {
    connection.close()
  }
}

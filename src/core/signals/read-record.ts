import { isRecord } from '../documents/is-record.ts'

/** The given value as a JSON object, or nothing: arrays, null and everything else say nothing by key. */
export function readRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isRecord(value) ? value : undefined
}

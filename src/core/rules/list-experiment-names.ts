import { isRecord } from '../documents/is-record.ts'
import { parseJson } from '../documents/parse-json.ts'
import type { RuleFolder } from './policy.ts'

const file = 'experiments.json'

/** The experiments a folder names, whether or not its rules could be used today; null: its file cannot be read. */
export function listExperimentNames(folder: RuleFolder): readonly string[] | null {
  const text = folder.get(file)
  if (text === undefined) return []
  const { value } = parseJson(text, file)
  const listed = isRecord(value) ? value.experiments : null
  if (!Array.isArray(listed)) return null
  return listed.flatMap((one: unknown) => (isRecord(one) && typeof one.name === 'string' ? [one.name] : []))
}

import { UsageError } from './command.ts'

/** What somebody handed in as JSON; `place` names it in complaints. @throws UsageError where it is none */
export function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${place} is not JSON: ${error instanceof Error ? error.message : error}`)
  }
}

import { Compile } from 'typebox/compile'
import { ClientSignals } from '../../contract/decision.ts'
import { isRecord } from '../../core/index.ts'
import { UsageError } from '../command.ts'
import { explainRequestErrors } from '../explain-request-errors.ts'
import { parseJson } from '../parse-json.ts'

const validator = Compile(ClientSignals)

/**
 * The signals of a client from what somebody pasted: a user agent, the JSON of signals, or a whole request with
 * `signals` in it. `place` names it in complaints. @throws UsageError with everything that is wrong
 */
export function readClientText(pasted: string, place: string): ClientSignals {
  const text = pasted.trim()
  if (text === '') throw new UsageError(`${place} is empty: a user agent or the JSON of signals is needed`)
  return checkSignals(text.startsWith('{') ? findSignals(parseJson(text, place)) : { userAgent: text }, place)
}

/** @throws UsageError with everything that is wrong, one line each */
export function checkSignals(value: unknown, place: string): ClientSignals {
  if (validator.Check(value)) return value
  const lines = explainRequestErrors(value, ClientSignals, validator.Errors(value))
  throw new UsageError(`${place} holds no valid signals:\n${lines.map((line) => `  ${line}`).join('\n')}`)
}

const findSignals = (value: unknown): unknown =>
  isRecord(value) && isRecord(value.signals) ? value.signals : value

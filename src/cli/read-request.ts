import { readFile } from 'node:fs/promises'
import { Compile } from 'typebox/compile'
import { ExplainRequest } from '../contract/history-input.ts'
import type { DeviceId } from '../contract/ids.ts'
import { purposes } from '../contract/words.ts'
import { type DecisionInput, isRecord, readHistory, type UserPseudonym } from '../core/index.ts'
import { type Terminal, UsageError } from './command.ts'
import { explainRequestErrors } from './explain-request-errors.ts'
import { parseJson } from './parse-json.ts'

export const requestOptions = {
  'user-agent': { type: 'string' },
  purpose: { type: 'string' },
  signals: { type: 'string' },
  now: { type: 'string' },
  rules: { type: 'string' },
  json: { type: 'boolean' },
} as const

export const requestHelp = `REQUEST is a file with the body of POST /v1/decisions/explain: a decision request with, if you like, a history
and now. - reads it from standard input. Options add to it and win over it:
  --user-agent TEXT   the user agent
  --purpose WORD      authentication (default), registration or step-up
  --signals JSON      more signals, such as '{"bluetooth":false}'
  --now INSTANT       the moment of the decision, such as 2026-11-21T09:00:00Z; default: now
  --rules DIR         default ./rules, or the rules that ship with Keywise
  --json              everything, as JSON`

interface RequestValues {
  readonly 'user-agent'?: string | undefined
  readonly purpose?: string | undefined
  readonly signals?: string | undefined
  readonly now?: string | undefined
}

/** A request from arguments, a file or standard input, checked by the schema that the service uses. */
export async function readRequest(
  values: RequestValues,
  file: string | undefined,
  terminal: Terminal,
): Promise<{ readonly input: DecisionInput; readonly now: number }> {
  const isBare = file === undefined && values['user-agent'] === undefined && values.signals === undefined
  // What is piped in is meant, also without the dash.
  const piped = file === '-' || (isBare && !terminal.isTyped) ? await terminal.readInput() : null
  if (isBare && (piped ?? '').trim() === '')
    throw new UsageError('nothing to decide about: name a request file, `-` or --user-agent')
  const body =
    piped !== null ? parseObject(piped, '-') : file === undefined ? {} : parseObject(await load(file), file)
  const extra = values.signals === undefined ? {} : parseObject(values.signals, '--signals')
  const added = {
    ...extra,
    ...(values['user-agent'] !== undefined && { userAgent: values['user-agent'] }),
  }
  const { signals = {} } = body
  const request: unknown = {
    ...body,
    // What is no object is left as it is, to be told by the schema.
    signals: isRecord(signals) ? { ...signals, ...added } : signals,
    ...(values.purpose !== undefined && { purpose: values.purpose }),
    ...(values.now !== undefined && { now: values.now }),
  }
  if (!isExplainRequest(request)) {
    const lines = explainRequestErrors(request, ExplainRequest, validator.Errors(request))
    throw new UsageError(`the request is not valid:\n${lines.map((line) => `  ${line}`).join('\n')}`)
  }
  return { input: inputOf(request), now: request.now === undefined ? Date.now() : Date.parse(request.now) }
}

const validator = Compile(ExplainRequest)
const isExplainRequest = (value: unknown): value is ExplainRequest => validator.Check(value)

const load = async (file: string) => {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    throw new UsageError(missing ? `there is no file \`${file}\`` : `cannot read \`${file}\``)
  }
}

function parseObject(text: string, where: string): Readonly<Record<string, unknown>> {
  const place = where === '-' ? 'standard input' : where === '--signals' ? where : `\`${where}\``
  if (text.trim() === '') throw new UsageError(`${place} is empty; a JSON object is needed`)
  const value = parseJson(text, place)
  if (isRecord(value)) return value
  throw new UsageError(`${place} is not a JSON object`)
}

/**
 * The user's own id stands in for the pseudonym: nothing leaves this process. A history is somebody's, so with one the
 * user counts as named.
 */
function inputOf(request: ExplainRequest): DecisionInput {
  const id = request.user?.id ?? (request.history === undefined ? null : 'somebody')
  const named = request.user ?? (id === null ? undefined : {})
  return {
    purpose: request.purpose ?? purposes[0],
    signals: request.signals ?? {},
    user: named === undefined ? null : { ...named, pseudonym: id as UserPseudonym | null },
    device: { id: (request.device?.id ?? null) as DeviceId | null, proven: false, users: 1 },
    context: request.context ?? {},
    history: readHistory(request.history ?? {}),
    ...(request.assignments !== undefined && { assignments: new Map(Object.entries(request.assignments)) }),
  }
}

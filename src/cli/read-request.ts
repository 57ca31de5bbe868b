import { readFile } from 'node:fs/promises'
import { Compile } from 'typebox/compile'
import { ExplainRequest } from '../contract/history-input.ts'
import type { DeviceId } from '../contract/ids.ts'
import { purposes } from '../contract/words.ts'
import { type DecisionInput, readHistory, type UserPseudonym } from '../core/index.ts'
import { type Terminal, UsageError } from './command.ts'

export const requestOptions = {
  'user-agent': { type: 'string' },
  purpose: { type: 'string' },
  signals: { type: 'string' },
  now: { type: 'string' },
  rules: { type: 'string' },
  json: { type: 'boolean' },
} as const

export const requestHelp = `REQUEST is the body of POST /v1/decisions/explain (a decision request with optional history and now); - reads
it from standard input. Options add to it:
  --user-agent TEXT   the user agent
  --purpose WORD      authentication (default), registration or step-up
  --signals JSON      more signals, such as '{"bluetooth":false}'
  --now INSTANT       the moment of the decision; default: now
  --rules DIR         default ./rules
  --json              everything, as JSON
`

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
  const body =
    file === undefined ? {} : parseJson(file === '-' ? await terminal.readInput() : await load(file), file)
  const extra = values.signals === undefined ? {} : parseJson(values.signals, '--signals')
  const signals = { ...(isObject(body.signals) ? body.signals : {}), ...extra }
  const request: unknown = {
    ...body,
    signals: { ...signals, ...(values['user-agent'] !== undefined && { userAgent: values['user-agent'] }) },
    ...(values.purpose !== undefined && { purpose: values.purpose }),
    ...(values.now !== undefined && { now: values.now }),
  }
  if (!isExplainRequest(request)) {
    throw new UsageError(`the request is not valid:\n${describe(validator.Errors(request))}`)
  }
  return { input: inputOf(request), now: request.now === undefined ? Date.now() : Date.parse(request.now) }
}

const validator = Compile(ExplainRequest)
const isExplainRequest = (value: unknown): value is ExplainRequest => validator.Check(value)
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const load = async (file: string) => {
  try {
    return await readFile(file, 'utf8')
  } catch {
    throw new UsageError(`cannot read \`${file}\``)
  }
}

function parseJson(text: string, where: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
  } catch {
    // told below, in one way
  }
  throw new UsageError(`${where === '-' ? 'standard input' : where} is not a JSON object`)
}

function describe(errors: readonly { readonly instancePath: string; readonly message: string }[]): string {
  return errors.map(({ instancePath, message }) => `  ${instancePath || '/'}: ${message}`).join('\n')
}

/** The user's own id stands in for the pseudonym: nothing leaves this process. */
function inputOf(request: ExplainRequest): DecisionInput {
  const named = request.user ?? (request.history ? {} : undefined)
  return {
    purpose: request.purpose ?? purposes[0],
    signals: request.signals ?? {},
    user:
      named === undefined
        ? null
        : { ...named, pseudonym: (request.user?.id ?? null) as UserPseudonym | null },
    device: { id: (request.device?.id ?? null) as DeviceId | null, proven: false, users: 1 },
    context: request.context ?? {},
    history: readHistory(request.history ?? {}),
  }
}

import { STATUS_CODES } from 'node:http'
import type { ProblemCode, ProblemDetails } from '../contract/problem.ts'
import type { SignalAdvice } from '../contract/webauthn.ts'

export interface ProblemOptions {
  readonly detail?: string
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[]
  /** Seconds after which asking again makes sense. */
  readonly retryAfterSeconds?: number
  readonly cause?: unknown
  /** What the page may tell the passkey provider. */
  readonly advice?: SignalAdvice
}

/** The one error that edges throw: an HTTP status and a code of the closed list. */
export class ProblemError extends Error {
  readonly status: number
  readonly code: ProblemCode
  readonly options: ProblemOptions

  constructor(status: number, code: ProblemCode, options: ProblemOptions = {}) {
    super(options.detail ?? code, { cause: options.cause })
    this.name = 'ProblemError'
    this.status = status
    this.code = code
    this.options = options
  }
}

export function buildProblem(
  status: number,
  code: ProblemCode,
  options: ProblemOptions = {},
): ProblemDetails {
  const { detail, errors, advice } = options
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined ? {} : { errors: [...errors] }),
    ...(advice === undefined ? {} : { advice }),
  }
}

import { STATUS_CODES } from 'node:http'
import { ProblemDetails } from '../contract/problem.ts'

/** The error answers of a route, for its schema and the API description. */
export function problems<const S extends number>(
  ...statuses: readonly S[]
): {
  [status in S]: {
    description: string
    content: { 'application/problem+json': { schema: typeof ProblemDetails } }
  }
} {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: STATUS_CODES[status] ?? 'Error',
        content: { 'application/problem+json': { schema: ProblemDetails } },
      },
    ]),
  ) as ReturnType<typeof problems<S>>
}

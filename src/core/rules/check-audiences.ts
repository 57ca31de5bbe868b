import Type from 'typebox'
import { AudiencesFile, type Problem } from '../../contract/rule-files.ts'
import { checkSchema, fitsSchema } from '../documents/check-schema.ts'
import { isRecord } from '../documents/is-record.ts'
import { pointerTo } from '../documents/json-pointer.ts'
import { quote } from '../documents/quote.ts'
import { checkConditions } from './check-conditions.ts'
import { audiencesIn } from './find-broken-part.ts'
import type { Audiences } from './policy.ts'
import { isReservedName } from './read-own-path.ts'

const Envelope = Type.Object(
  { ...AudiencesFile.properties, audiences: Type.Record(Type.String(), Type.Unknown()) },
  { additionalProperties: false },
)
const Audience = Type.Object(
  {
    description: Type.Optional(Type.String({ maxLength: 500 })),
    conditions: Type.Unknown(),
  },
  { additionalProperties: false },
)
const plainName = /^[a-z0-9][a-z0-9-]{0,79}$/

export interface CheckedAudiences {
  /** Every name in the file, so that a rule that uses a faulty audience is not reported as well. */
  readonly names: readonly string[]
  /** Empty unless the file is free of errors. */
  readonly audiences: Audiences
  readonly problems: readonly Problem[]
}

/** Checks `audiences.json`: names, conditions, and that no audience refers to itself. */
export function checkAudiences(value: unknown, file: string): CheckedAudiences {
  const problems: Problem[] = [...checkSchema(Envelope, value, { file, pointer: '' })]
  const listed = isRecord(value) && isRecord(value.audiences) ? value.audiences : {}
  const names = Object.keys(listed)

  for (const [name, audience] of Object.entries(listed)) {
    const pointer = pointerTo('/audiences', name)
    if (!plainName.test(name) || isReservedName(name)) {
      const message = `${quote(name)} is not a valid name`
      const help = 'use a to z, 0 to 9 and `-`, at most 80 characters, and no word that JavaScript owns'
      problems.push({ severity: 'error', kind: 'invalid-name', file, pointer, message, help })
    }
    problems.push(...checkSchema(Audience, audience, { file, pointer }))
    if (isRecord(audience) && Object.hasOwn(audience, 'conditions')) {
      const place = { file, pointer: pointerTo(pointer, 'conditions') }
      problems.push(...checkConditions(audience.conditions, place, names))
    }
  }
  if (problems.some(({ severity }) => severity === 'error') || !fitsSchema(AudiencesFile, value)) {
    return { names, audiences: new Map(), problems }
  }

  const audiences = new Map(
    Object.entries(value.audiences).map(([name, { conditions }]) => [name, conditions]),
  )
  const cycles = checkCycles(audiences, file)
  return { names, audiences: cycles.length > 0 ? new Map() : audiences, problems: [...problems, ...cycles] }
}

function checkCycles(audiences: Audiences, file: string): readonly Problem[] {
  const problems: Problem[] = []
  const done = new Set<string>()
  const visit = (name: string, above: readonly string[]): void => {
    if (above.includes(name)) {
      const circle = [...above.slice(above.indexOf(name)), name].map(quote).join(' -> ')
      problems.push({
        severity: 'error',
        kind: 'audience-cycle',
        file,
        pointer: pointerTo('/audiences', name, 'conditions'),
        message: `audiences refer to each other in a circle: ${circle}`,
        help: 'let one of them name its conditions itself',
      })
      return
    }
    if (done.has(name)) return
    const condition = audiences.get(name)
    if (condition !== undefined) for (const next of audiencesIn(condition)) visit(next, [...above, name])
    done.add(name)
  }
  for (const name of audiences.keys()) visit(name, [])
  return problems
}

import type { FactCondition } from '../contract/rule-files.ts'
import { assuranceFloors, userStates } from '../contract/words.ts'
import type { DecisionInput, DecisionUser } from '../core/index.ts'
import { users } from './arbitraries/history.ts'

type Value = string | number | boolean | undefined

/** Facts that a request says outright, with how to say them; all others follow from the client and the history. */
const fillers: Readonly<Record<string, (input: DecisionInput, value: Value, path: string) => DecisionInput>> =
  {
    'user.identified': (input, value) => (value === false ? { ...input, user: null } : withUser(input, {})),
    'user.state': (input, value) => {
      const state = userStates.find((word) => word === value)
      return state === undefined ? input : withUser(input, { state })
    },
    'user.assuranceFloor': (input, value) => {
      const assuranceFloor = assuranceFloors.find((word) => word === value)
      return assuranceFloor === undefined ? input : withUser(input, { assuranceFloor })
    },
    'user.attributes': withAttribute,
    'user.emailDomain': (input, value) => withAttribute(input, value, 'emailDomain'),
    'user.fallbackCount': (input, value) =>
      withUser(input, { fallbacks: ladder.slice(0, Math.max(0, Math.ceil(Number(value)))) }),
    'context.ip': (input, value) => withContext(input, 'ip', value),
    'context.lastMethod': (input, value) => withContext(input, 'lastMethod', value),
    'context.justUsed': (input, value) => withContext(input, 'justUsed', value),
    'context.justProved': (input, value) =>
      withContext(input, 'justUsed', value === 'knowledge' ? 'password' : 'email-otp'),
    'history.available': (input, value) => (value === false ? { ...input, history: 'unavailable' } : input),
    'device.shared': (input, value) => ({
      ...input,
      device: { ...input.device, users: value === false ? 1 : 9 },
    }),
    'device.known': (input, value) => ({ ...input, device: { ...input.device, proven: value !== false } }),
  }

const ladder = ['password', 'email-otp', 'security-key', 'sms-otp', 'magic-link']

/** Whether the fact of a comparison can be said outright. */
export const isFillable = ({ fact }: FactCondition): boolean => Object.hasOwn(fillers, fact)

/** The login with one comparison made true, where a request can say it. */
export function fillLeaf(input: DecisionInput, leaf: FactCondition, pick: number): DecisionInput {
  const fill = fillers[leaf.fact]
  if (fill === undefined || !isFillable(leaf)) return input
  return fill(input, chooseValue(leaf, pick), (leaf.path ?? '').replace(/^\$\.?/, ''))
}

/** A value that passes; undefined: what was not said passes. */
function chooseValue({ operator, value: wanted }: FactCondition, pick: number): Value {
  const values: readonly unknown[] = Array.isArray(wanted) ? wanted : [wanted]
  const value = values[pick % Math.max(1, values.length)]
  const known = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  if (!known) return undefined
  switch (operator) {
    case 'isUnknown':
      return value === true ? undefined : 'something'
    case 'notEqual':
    case 'notIn':
      return typeof value === 'boolean' ? !value : typeof value === 'number' ? value + 1 : 'something-else'
    case 'lessThan':
      return Number(value) - 1
    case 'greaterThan':
      return Number(value) + 1
    case 'versionBelow':
      return '0'
    case 'inIpRange':
      return String(value).split('/')[0]
    default:
      return value
  }
}

function withUser(input: DecisionInput, said: Partial<DecisionUser>): DecisionInput {
  const pseudonym = input.user?.pseudonym ?? users[0] ?? null
  return { ...input, user: { ...input.user, pseudonym, ...said } }
}

function withAttribute(input: DecisionInput, value: Value, name: string): DecisionInput {
  if (name === '') return input
  const { [name]: _old, ...attributes } = input.user?.attributes ?? {}
  return withUser(input, { attributes: value === undefined ? attributes : { ...attributes, [name]: value } })
}

function withContext(
  input: DecisionInput,
  name: keyof DecisionInput['context'],
  value: Value,
): DecisionInput {
  const { [name]: _old, ...context } = input.context
  return { ...input, context: value === undefined ? context : { ...context, [name]: String(value) } }
}

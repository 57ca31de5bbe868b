import { FactList } from '../../contract/responses.ts'
import {
  type FactDefinition,
  factCatalogue,
  type OperatorDefinition,
  operatorsFor,
  operators as operatorTable,
} from '../../core/index.ts'
import { problems } from '../problem-responses.ts'
import type { App } from '../services.ts'

const catalogue: Readonly<Record<string, FactDefinition>> = factCatalogue
const facts = Object.entries(catalogue).map(([name, { values, unknowable, ...definition }]) => ({
  name,
  ...definition,
  operators: [...operatorsFor(definition.type)],
  ...(values === undefined ? {} : { values: [...values] }),
  ...(unknowable === undefined ? {} : { unknowable }),
}))
const operatorDefinitions: Readonly<Record<string, OperatorDefinition>> = operatorTable
const operators = Object.entries(operatorDefinitions).map(([name, { description, factTypes, takes }]) => ({
  name,
  description,
  factTypes: [...factTypes],
  takes,
}))

/** `GET /v1/facts`: the words rules may use, and how each can be compared. */
export function registerFacts(app: App): void {
  app.get(
    '/v1/facts',
    {
      config: { keys: ['secret', 'admin'] },
      schema: {
        summary: 'The words rules may use',
        tags: ['rules'],
        response: { 200: FactList, ...problems(401, 403) },
      },
    },
    () => ({ facts, operators }),
  )
}

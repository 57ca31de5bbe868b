import {
  type FactName,
  type Facts,
  type FactValue,
  factCatalogue,
} from '../../../src/core/facts/catalogue.ts'

const isFacts = (facts: Readonly<Record<string, unknown>>): facts is Facts =>
  Object.keys(factCatalogue).every((name) => Object.hasOwn(facts, name))

/** The examples of the catalogue as facts, with some of them changed. */
export function factsWith(changes: Readonly<Partial<Record<FactName, FactValue>>>): Facts {
  const examples = Object.entries(factCatalogue).map(([name, { example }]) => [name, example])
  const facts: Readonly<Record<string, unknown>> = { ...Object.fromEntries(examples), ...changes }
  if (!isFacts(facts)) throw new Error('the examples of the catalogue are facts')
  return facts
}

import fc from 'fast-check'
import {
  type FactDefinition,
  type Facts,
  type FactValue,
  factCatalogue,
} from '../../src/core/facts/catalogue.ts'

export const attributeNames = ['plan', 'country', 'seats', 'beta', 'appVersion', 'emailDomain']

/** Few values of each type, so that random conditions and random facts meet. */
export const versions = ['13.6.5', '13.6', '18', '18.4', '18.10', '0.9', '151']
export const addresses = [
  '203.0.113.7',
  '10.1.2.3',
  '::1',
  '2001:db8::1',
  '::ffff:10.1.2.3',
  'not-an-address',
]
export const words = ['none', 'password', 'cross-device', 'icloud-keychain', 'corp.example', 'a.Corp.example']
export const issueIds = ['KI-01', 'KI-02', 'KI-03']
export const numbers = [0, 1, 2, 3, 0.5, 0.8, 151]

const attributes = fc.dictionary(
  fc.constantFrom(...attributeNames),
  fc.oneof(fc.constantFrom(...words, ...versions, 'unknown'), fc.constantFrom(...numbers), fc.boolean()),
  { maxKeys: 4, noNullPrototype: true },
)

function factValue({ type, values, unknowable }: FactDefinition): fc.Arbitrary<FactValue> {
  const known = (): fc.Arbitrary<FactValue> => {
    switch (type) {
      case 'boolean':
      case 'tristate':
        return fc.boolean()
      case 'number':
        return fc.constantFrom(...numbers)
      case 'version':
        return fc.constantFrom(...versions)
      case 'list':
        return fc.subarray(issueIds)
      case 'map':
        return attributes
      case 'ip':
        return fc.constantFrom(...addresses)
      case 'string':
        return fc.constantFrom(...(values ?? words))
    }
  }
  return unknowable ? fc.oneof({ weight: 2, arbitrary: known() }, fc.constant('unknown')) : known()
}

const isFacts = (facts: Readonly<Record<string, FactValue>>): facts is Facts =>
  Object.keys(factCatalogue).every((name) => Object.hasOwn(facts, name))

/** Every fact of the catalogue, unknown now and then where it can be. */
export const arbitraryFacts: fc.Arbitrary<Facts> = fc
  .record(Object.fromEntries(Object.entries(factCatalogue).map(([name, fact]) => [name, factValue(fact)])))
  .filter(isFacts)

import type { MatrixFixture } from '../../../contract/matrix.ts'
import { situationWords } from './words.ts'

export const any = 'any'

/** One question that narrows the map; `read` gives a fixture's own answer. */
export interface Facet {
  readonly key: 'situation' | 'purpose' | 'bluetooth' | 'capabilities' | 'status'
  readonly legend: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly read: (fixture: MatrixFixture) => string
}

const everything = { value: any, label: 'All' }

export const facets: readonly Facet[] = [
  {
    key: 'situation',
    legend: 'Where the passkey is',
    options: [everything, ...Object.entries(situationWords).map(([value, [label]]) => ({ value, label }))],
    read: ({ situation }) => situation ?? 'none',
  },
  {
    key: 'purpose',
    legend: 'Purpose',
    options: [
      everything,
      { value: 'authentication', label: 'Sign-in' },
      { value: 'registration', label: 'Registration' },
      { value: 'step-up', label: 'Step-up' },
    ],
    read: ({ purpose }) => purpose,
  },
  {
    key: 'bluetooth',
    legend: 'Bluetooth',
    options: [
      everything,
      { value: 'yes', label: 'There' },
      { value: 'no', label: 'Not there' },
      { value: 'not-reported', label: 'Not reported' },
    ],
    read: ({ bluetooth }) => bluetooth,
  },
  {
    key: 'capabilities',
    legend: 'Client capabilities',
    options: [
      everything,
      { value: 'reported', label: 'Reported' },
      { value: 'not-reported', label: 'Not reported' },
    ],
    read: ({ capabilities }) => (capabilities ? 'reported' : 'not-reported'),
  },
  {
    key: 'status',
    legend: 'Status',
    options: [
      everything,
      { value: 'passing', label: 'Passing' },
      { value: 'failing', label: 'Failing' },
      { value: 'known-gap', label: 'Known gap' },
    ],
    read: ({ status }) => status,
  },
]

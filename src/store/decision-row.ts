import type { DecisionRecord } from '../core/index.ts'
import type { FieldCipher } from './personal-field.ts'
import type { decisions } from './schema.ts'

export type DecisionRow = typeof decisions.$inferSelect

export const inputPlace = (id: string) => ({ table: 'decisions', column: 'input', row: id })

export function buildDecisionRow(record: DecisionRecord, cipher: FieldCipher): DecisionRow {
  const { input, probability, ...rest } = record
  return {
    ...rest,
    probabilityLocal: probability.local,
    probabilityCrossDevice: probability.crossDevice,
    inputSealed: cipher.seal(inputPlace(record.id), input),
  }
}

export function readDecisionRow(row: DecisionRow, cipher: FieldCipher): DecisionRecord {
  const { inputSealed, probabilityLocal, probabilityCrossDevice, ...rest } = row
  return {
    ...rest,
    probability: { local: probabilityLocal, crossDevice: probabilityCrossDevice },
    input: cipher.open(inputPlace(row.id), inputSealed),
  }
}

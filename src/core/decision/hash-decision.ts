import { hash } from 'node:crypto'
import type { Decision } from './decision.ts'

/** A name for the whole answer, 16 hex digits of SHA-256 over its JSON: two answers of one name are the same byte by byte. */
export const hashDecision = (decision: Decision): string =>
  hash('sha256', JSON.stringify(decision), 'hex').slice(0, 16)

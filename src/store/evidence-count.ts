import type { EvidenceKind } from '../core/index.ts'

/**
 * Which count of a sighting a kind of evidence adds to. A success by phone says nothing good about this device, a
 * slowly dismissed offer or an existing credential nothing bad: they stand among the recent evidence only.
 */
export const evidenceCount = {
  'succeeded-here': 'success',
  'succeeded-by-phone': 'neither',
  cancelled: 'failure',
  abandoned: 'failure',
  'immediate-fast-reject': 'failure',
  'immediate-slow-reject': 'neither',
  'credential-exists': 'neither',
} as const satisfies Record<EvidenceKind, 'success' | 'failure' | 'neither'>

import type { Ratio } from '../contract/reports.ts'
import { findWilsonInterval } from './find-wilson-interval.ts'

export const buildRatio = (name: string, numerator: number, denominator: number): Ratio => ({
  name,
  numerator,
  denominator,
  rate: denominator === 0 ? null : numerator / denominator,
  interval: findWilsonInterval(numerator, denominator),
})

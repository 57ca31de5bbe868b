import type { Draw } from './population.ts'

/** What the parent asks of the client process; one answer each. */
export type Asked =
  | { readonly kind: 'draw'; readonly users: number; readonly draw: Draw; readonly count: number }
  /** So many decisions, as fast as they go: until code is compiled and users are in memory. */
  | { readonly kind: 'warm-up'; readonly target: Target; readonly count: number }
  | { readonly kind: 'decisions'; readonly target: Target; readonly seconds: number }
  /** At a steady rate, however slow the answers are. */
  | { readonly kind: 'steady'; readonly target: Target; readonly seconds: number; readonly perSecond: number }
  /** Asks for so many decisions, then reports the outcome of each; only the reports are measured. */
  | { readonly kind: 'outcomes'; readonly target: Target; readonly count: number }

export interface Target {
  readonly url: string
  readonly key: string
}

export interface Fired {
  readonly requests: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Connections that broke, requests without an answer, answers other than 2xx. */
  readonly failures: number
  /** The share of one core that the client itself took: near 1, the client is what is measured. */
  readonly clientBusy: number
}

export interface Drawn {
  readonly users: number
  readonly userAgents: number
  readonly medianBytes: number
}

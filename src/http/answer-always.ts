import {
  type Answer,
  answer,
  type DecisionInput,
  emptyHistory,
  type Policy,
  resolveUser,
} from '../core/index.ts'
import type { Services } from './services.ts'

/**
 * A decision request is always answered. The core never throws because of data; if it does all the same, that is a
 * defect for us to hear of, and the login page gets what is always safe: nothing pops up, the host's own login stays.
 */
export function answerAlways(
  { log }: Pick<Services, 'log'>,
  input: DecisionInput,
  policy: Policy,
  now: number,
): Answer {
  try {
    return answer(input, policy, now)
  } catch (err) {
    log.error({ err, purpose: input.purpose, revision: policy.revision }, 'a decision failed')
    return buildSafeAnswer(input, policy)
  }
}

function buildSafeAnswer(input: DecisionInput, { settings }: Policy): Answer {
  const registration = input.purpose === 'registration'
  const history = input.history === 'unavailable' ? emptyHistory : input.history
  const fallbacks = [...resolveUser(input.user, history, settings, input).fallbacks]
  return {
    decision: {
      purpose: input.purpose,
      action: registration ? 'skip' : 'fallback',
      ...(registration ? { registration: { variant: 'default' } } : {}),
      next: [{ on: 'any', action: 'fallback' }],
      fallbacks,
      stepUpRequired: fallbacks.length === 0,
      passive: 'none',
      confidence: 'low',
      reason: 'rules-unavailable',
      explanation: 'the rules could not be evaluated',
      probability: { local: 0, crossDevice: 0 },
      degraded: ['rules-unavailable'],
    },
    platform: {
      os: 'other',
      osVersion: 'unknown',
      osVersionSource: 'none',
      osVersionAtLeast: null,
      browser: 'other',
      browserMajor: 'unknown',
      browserVersion: 'unknown',
      deviceType: 'other',
      webview: null,
      bot: false,
      conflicts: [],
    },
    exposures: [],
    likely: null,
    offered: [],
  }
}

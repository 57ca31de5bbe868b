import { describe, expect, it } from 'vitest'
import { adviseAction } from '../../../src/core/belief/advise-action.ts'
import type { Belief } from '../../../src/core/belief/belief.ts'
import { buildSupport } from '../../arbitraries/client.ts'
import { settings, windowsChrome } from './situation.ts'

const support = buildSupport({ webauthn: true, hybridClient: true, immediateGet: false })
const silent = buildSupport({ webauthn: true, hybridClient: true, immediateGet: true })
const believing = (figures: Partial<Belief>): Belief => ({
  credentials: [],
  here: 0,
  local: 0,
  immediate: 0,
  crossDevice: 0,
  phone: 0,
  returns: 0,
  picking: 1,
  ...figures,
})
const advise = (figures: Partial<Belief>, can = support) =>
  adviseAction(believing(figures), can, settings, windowsChrome)

describe('suggestions', () => {
  const suggesting = buildSupport({ webauthn: true, hybridClient: true, conditionalGet: true })
  const areBest = (figures: Partial<Belief>, can = suggesting) => advise(figures, can).conditional

  it('are a better bet where people are known to pick them, and a worse one where they are not', () => {
    const belief = { here: 0.75, local: 0.71 }
    expect(areBest({ ...belief, picking: 1.2 })).toBe(true)
    expect(areBest({ ...belief, picking: 0.4 })).toBe(false)
    const seconds = (picking: number) => advise({ ...belief, picking }, suggesting).seconds.conditional
    expect(seconds(1.2)).toBeLessThan(seconds(1))
    // However gladly they pick: never everybody.
    expect(seconds(5)).toBe(seconds(1.6))
  })
  it('are the better bet between what a dialog would lose and what nobody need look for', () => {
    expect([0.1, 0.2, 0.4, 0.9].map((here) => areBest({ here, local: 0.95 * here }))).toEqual([
      false,
      true,
      true,
      false,
    ])
  })
  it('are none where the client is not known to have them, or contradicts itself', () => {
    const figures = { here: 0.4, local: 0.38 }
    expect(areBest(figures, support)).toBe(false)
    expect(areBest(figures, buildSupport({ webauthn: true }))).toBe(false)
    const liar = { ...windowsChrome, conflicts: ['hints-os'] }
    expect(adviseAction(believing(figures), suggesting, settings, liar).conditional).toBe(false)
  })
  it('yield to a silent try, which asks nobody to pick', () => {
    const both = buildSupport({ webauthn: true, conditionalGet: true, immediateGet: true })
    expect(areBest({ here: 0.4, local: 0.38, immediate: 0.38 }, both)).toBe(false)
  })
  it('are never for security keys, which none of them shows', () => {
    const [key] = [{ credentials: [{ reach: 'roaming' }], here: 0.4, local: 0.38 }]
    expect(areBest(key as unknown as Belief)).toBe(false)
  })
  it('follow the settings', () => {
    const belief = believing({ here: 0.4, local: 0.38 })
    const at = (suggestions: { pickRate: number; leastChance: number; deadEndWeight?: number }) =>
      adviseAction(belief, suggesting, { ...settings, suggestions }, windowsChrome).conditional
    expect(at({ pickRate: 0.6, leastChance: 0.5 })).toBe(false)
    expect(at({ pickRate: 0, leastChance: 0.2 })).toBe(false)
  })
  it('are preferred at higher chances the worse a dead end is taken, which changes no figure that is told', () => {
    const likely = believing({ here: 0.75, local: 0.72 })
    const at = (deadEndWeight: number) =>
      adviseAction(
        likely,
        suggesting,
        { ...settings, suggestions: { pickRate: 0.6, leastChance: 0.2, deadEndWeight } },
        windowsChrome,
      )
    expect([1, 10].map((weight) => at(weight).conditional)).toEqual([false, true])
    expect(at(10).seconds).toEqual(at(1).seconds)
    expect(at(10).action).toBe('passkey')
  })
})

describe('advice', () => {
  it('is to start the ceremony where a passkey is very likely here', () => {
    const advice = advise({ local: 0.75 })
    expect(advice).toMatchObject({ action: 'passkey', immediate: false })
    expect(advice.seconds).toEqual({
      local: 0.75 * 6 + 0.25 * (15 + 40),
      immediate: 40.5,
      conditional: 40,
      crossDevice: 70,
      fallback: 40,
    })
  })
  it('is to fall back where nothing is here', () => {
    expect(advise({}).action).toBe('fallback')
    expect(advise({ local: 0.1 }).action).toBe('fallback')
  })
  it('is to ask the phone where it beats the fallback', () => {
    expect(advise({ crossDevice: 0.8 }).action).toBe('cross-device')
    expect(advise({ crossDevice: 0.3 }).action).toBe('fallback')
  })
  it('is a silent try where it can be made, since a miss costs next to nothing', () => {
    expect(advise({ local: 0.2, immediate: 0.2 }, silent)).toMatchObject({
      action: 'passkey',
      immediate: true,
    })
    expect(advise({ local: 0.2, immediate: 0.2 }).immediate).toBe(false)
  })
  it('is the dialog where the likely passkey cannot be listed silently', () => {
    expect(advise({ local: 0.9, immediate: 0.1 }, silent)).toMatchObject({
      action: 'passkey',
      immediate: false,
    })
  })
  it('is no silent try for a client that contradicts itself', () => {
    const liar = { ...windowsChrome, conflicts: ['hints-os'] }
    expect(adviseAction(believing({ local: 0.2, immediate: 0.2 }), silent, settings, liar).action).toBe(
      'fallback',
    )
  })
  it('prefers what shows less on a tie', () => {
    const costs = { ...settings.costs, deadEndSeconds: 0, passkeyLoginSeconds: 40 }
    const advice = adviseAction(believing({ local: 0.5 }), support, { ...settings, costs }, windowsChrome)
    expect(advice.seconds.local).toBe(advice.seconds.fallback)
    expect(advice.action).toBe('fallback')
  })
  describe('on a device to which this person keeps coming back', () => {
    it('is to try here even where one login alone would not be worth it', () => {
      expect(advise({ here: 0.4, local: 0.28 }).action).toBe('fallback')
      expect(advise({ here: 0.4, local: 0.28, returns: 2 }).action).toBe('passkey')
    })
    it('is no try below the chance from which one is made, nor where none is wanted', () => {
      expect(advise({ here: 0.29, local: 0.27, returns: 50 }).action).toBe('fallback')
      const never = { ...settings, probes: { leastChance: 0.3, mostReturns: 0 } }
      const belief = believing({ here: 0.4, local: 0.28, returns: 50 })
      expect(adviseAction(belief, support, never, windowsChrome).action).toBe('fallback')
    })
    it('asks for a security key once it is worth a dialog in vain, which weighs more than its seconds', () => {
      const key = (here: number, returns: number) => ({
        ...believing({ here, local: here * 0.95, returns }),
        credentials: [{ reach: 'roaming' }],
      })
      const ask = (here: number, returns: number) =>
        adviseAction(key(here, returns) as unknown as Belief, support, settings, windowsChrome).action
      expect(ask(0.3, 2)).toBe('fallback')
      expect(ask(0.3, 6)).toBe('passkey')
      expect(ask(0.2, 6)).toBe('fallback')
      expect(ask(0.7, 0)).toBe('passkey')
    })
    it('stays a silent one where that can be made', () => {
      const belief = { here: 0.4, local: 0.28, immediate: 0.28, returns: 6 }
      expect(advise(belief, silent)).toMatchObject({ action: 'passkey', immediate: true })
    })
  })
  it.each([
    ['minimize', 0.8, 'fallback'],
    ['standard', 0.8, 'cross-device'],
    ['standard', 0.5, 'fallback'],
    ['maximize', 0.5, 'cross-device'],
  ] as const)('with the strategy `%s` and %d for the phone is `%s`', (crossDevice, probability, action) => {
    const advice = adviseAction(
      believing({ crossDevice: probability }),
      support,
      { ...settings, crossDevice },
      windowsChrome,
    )
    expect(advice.action).toBe(action)
  })
})

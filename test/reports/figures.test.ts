import { describe, expect, it } from 'vitest'
import { allReasons } from '../../src/contract/words.ts'
import { fallbackCauseOf } from '../../src/reports/fallback-cause.ts'
import { kpiDefinitions } from '../../src/reports/kpis.ts'
import type { ObservedDecision } from '../../src/reports/observed-decision.ts'
import { failure, observed, ratiosOf, reportOn, success, totalOf } from './observed.ts'

const fallback = (
  reason: ObservedDecision['reason'],
  attempts: ObservedDecision['attempts'] = [],
  passive: ObservedDecision['passive'] = 'none',
) => observed({ action: 'fallback', mode: null }, attempts, { reason, passive })

/** Every case that a figure tells from another, once or a few times; the letters are those of the sums below. */
const cases: Readonly<Record<string, readonly ObservedDecision[]>> = {
  // Dialogs that worked: three proven, one only said by the page.
  a: [
    observed({}, [success('passkey', { elapsedMs: 1000 })]),
    observed({}, [success('passkey', { elapsedMs: 3000 })]),
    observed({}, [success('passkey', { elapsedMs: 2000 })]),
    observed({}, [success('passkey', { elapsedMs: 4000, proven: false })]),
  ],
  // Failed, and then worked: no dead end.
  b: [observed({}, [failure('cancelled'), success('passkey')])],
  // Failed, and then a password: a dead end. Failed, and nothing more: another one.
  c: [observed({}, [failure('abandoned'), success('password', { elapsedMs: 9000 })])],
  d: [observed({}, [failure('server-rejected')])],
  // The page broke off, and a password came: chosen, no dead end.
  e: [observed({}, [failure('aborted'), success('password', { elapsedMs: 7000 })])],
  // Never tried: password at once; and silence.
  f: [observed({}, [success('password')])],
  g: [observed()],
  // Silent tries: found; nothing there, then a password; an offer dismissed; untimed; refused.
  h: [observed({ mode: 'immediate' }, [success('passkey')])],
  i: [observed({ mode: 'immediate' }, [failure('not-found'), success('password')])],
  j: [observed({ mode: 'immediate' }, [failure('cancelled')])],
  k: [observed({ mode: 'immediate' }, [failure('unknown')])],
  l: [observed({ mode: 'immediate' }, [failure('refused')])],
  // Suggestions: used; used in vain; untouched, twice, once with a password.
  m: [observed({ mode: 'conditional' }, [success('passkey', { elapsedMs: 60_000 })])],
  n: [observed({ mode: 'conditional' }, [failure('cancelled')])],
  o: [observed({ mode: 'conditional' }), observed({ mode: 'conditional' }, [success('password')])],
  // Phones: worked; failed, then an e-mail; one that is no method we know.
  p: [observed({ action: 'cross-device' }, [success('cross-device', { elapsedMs: 20_000 })])],
  q: [observed({ action: 'cross-device' }, [failure('hybrid-failed', 'cross-device'), success('email-otp')])],
  r: [observed({}, [success('carrier-pigeon', { elapsedMs: 5 })])],
  // Nothing here, so by phone, as the plan says.
  s: [observed({ mode: 'immediate' }, [failure('not-found'), success('cross-device')])],
  // Ways around: no passkey; client; rule; and a passkey all the same, by button and by suggestion.
  t: [fallback('no-passkey', [success('password')]), fallback('no-passkey')],
  u: [fallback('unsupported-platform'), fallback('passkey-elsewhere', [success('password')])],
  v: [fallback('kill-switch'), fallback('advice-local')],
  w: [fallback('suspected-gone', [success('passkey')], 'button')],
  x: [fallback('no-passkey', [success('passkey')], 'conditional'), fallback('no-passkey', [], 'conditional')],
  y: [fallback('suspected-gone', [failure('cancelled')], 'button')],
  // Robots.
  z: [fallback('bot'), observed({ browser: 'bot' }), observed({ browser: 'headless-chrome' })],
}
const all = Object.values(cases).flat()
const report = reportOn(all, { kind: 'kpis' })

describe('the figures of a day, worked out by hand', () => {
  it('leave robots out, and say how many they were', () => {
    expect(report.population).toEqual({
      decisions: 36,
      robots: 3,
      device: 0,
      page: 0,
      backEnd: 33,
      unknown: 0,
    })
    expect(totalOf(report).decisions).toBe(33)
  })

  // A letter stands for one decision, but for a (4, of which 3 are proven) and o, t, u, v, x (2 each).
  it.each(
    Object.entries({
      // a b c d e f g h i j k l m n o p q r s, of these and t u v w x y
      offered: [23, 33],
      // a3 b c d e h i j k l m n p q s
      started: [17, 23],
      // a3 b h m p s
      completed: [8, 17],
      // Completed besides: w, and one of x.
      verified: [10, 10],
      // Logins in another way: c e f i o q r, one of t, one of u.
      'passkey-share': [10, 19],
      // c d j q, of all but one of a, g, one of o, one of t, one of u, v2, one of x.
      'dead-ends': [4, 25],
      // Of those started: m and n are suggestions.
      'dead-ends-of-dialogs': [4, 15],
      // i, of h i j k l s
      'silent-misses': [1, 6],
      // m n and one of x, of m n o2 x2
      'suggestions-used': [3, 6],
      'conditional-share': [2, 10],
      // w and one of x, of t2 u2 v2 w x2 y
      'own-choice': [2, 10],
      // p s, of p q s
      'phone-completed': [2, 3],
      // t2 and one of x, of c e f i o q r, and of t2 u2 v2 x y
      'fallback-no-passkey': [3, 15],
      // u2 i y
      'fallback-unavailable': [4, 15],
      // e f o r
      'fallback-chosen': [4, 15],
      // v2
      'fallback-excluded': [2, 15],
      // c q
      'fallback-failed': [2, 15],
      // b c d e j k l n q y, of these and a3 b h m p s w x
      errors: [10, 20],
      'errors-client': [8, 10],
      'errors-server': [1, 10],
      'errors-unknown': [1, 10],
    }),
  )('say of %s: %j', (name, wanted) => {
    expect(ratiosOf(totalOf(report).kpis)[name]).toEqual(wanted)
  })

  it('tell the times of each method, and of suggestions apart', () => {
    expect(totalOf(report).times).toEqual([
      { method: 'passkey', count: 3, p25Ms: 1000, p50Ms: 2000, p90Ms: 3000 },
      { method: 'suggestion', count: 1, p25Ms: 60_000, p50Ms: 60_000, p90Ms: 60_000 },
      { method: 'cross-device', count: 1, p25Ms: 20_000, p50Ms: 20_000, p90Ms: 20_000 },
      { method: 'password', count: 2, p25Ms: 7000, p50Ms: 7000, p90Ms: 9000 },
      { method: 'other', count: 1, p25Ms: 5, p50Ms: 5, p90Ms: 5 },
    ])
  })

  it('tell the failures apart by where they happened', () => {
    expect(totalOf(report).errors).toEqual([
      { classified: 'cancelled', side: 'client', count: 4 },
      { classified: 'refused', side: 'client', count: 1 },
      { classified: 'hybrid-failed', side: 'client', count: 1 },
      { classified: 'server-rejected', side: 'server', count: 1 },
      { classified: 'abandoned', side: 'client', count: 1 },
      { classified: 'aborted', side: 'client', count: 1 },
      { classified: 'unknown', side: 'unknown', count: 1 },
    ])
  })

  it('each say what they count, and of what', () => {
    const names = totalOf(report).kpis.map(({ name }) => name)
    expect(report.definitions.map(({ name }) => name)).toEqual(['observed', ...names, 'times'])
    const observedDefinitions = report.definitions.slice(0, 1)
    for (const { says, numerator, denominator } of [...observedDefinitions, ...kpiDefinitions])
      for (const text of [says, numerator, denominator]) expect(text).toMatch(/^\S.{8,}[^.\s]$/)
  })
})

describe('all that was observed, where it is asked for', () => {
  const whole = reportOn(all, { kind: 'kpis', count: 'observed' })

  it('counts the login that only a page has told as well, and changes nothing else', () => {
    expect(ratiosOf(totalOf(whole).kpis)).toEqual({
      ...ratiosOf(totalOf(report).kpis),
      started: [18, 23],
      completed: [9, 18],
      verified: [10, 11],
      'passkey-share': [11, 20],
      'dead-ends': [4, 26],
      'dead-ends-of-dialogs': [4, 16],
      'conditional-share': [2, 11],
      errors: [10, 21],
    })
    expect(totalOf(whole).times[0]).toEqual({
      method: 'passkey',
      count: 4,
      p25Ms: 1000,
      p50Ms: 2000,
      p90Ms: 4000,
    })
    expect(totalOf(whole).errors).toEqual(totalOf(report).errors)
  })

  it('is labelled, and how much of it is unproven is told either way', () => {
    expect([report.count, report.observed]).toEqual(['proven', { successes: 1, failures: 0 }])
    expect([whole.count, whole.observed]).toEqual(['observed', { successes: 1, failures: 0 }])
    expect(report.definitions[0]?.says).toContain('counted in no other figure')
    expect(whole.definitions[0]?.says).toContain('counted in the other figures all the same')
  })
})

describe('forged reports', () => {
  // As anybody can make them with the key of the page: half say it worked, at once, a quarter that it failed.
  const anonymous = (attempts: ObservedDecision['attempts']) =>
    observed({ mode: 'immediate', view: 'device' }, attempts, {
      person: null,
      vouched: false,
      estimates: { local: 0, crossDevice: 0 },
    })
  const forgedSuccess = success('passkey', { proven: false, elapsedMs: 1 })
  const silent = Array.from({ length: 20 }, () => anonymous([]))
  const forged = Array.from({ length: 20 }, (_, index) =>
    anonymous(index % 2 === 0 ? [forgedSuccess] : index % 4 === 1 ? [failure()] : []),
  )

  it.each(['kpis', 'funnel', 'calibration'] as const)('change no figure of %s but `observed`', (kind) => {
    const honest = reportOn([...all, ...silent], { kind, by: ['view'] })
    const attacked = reportOn([...all, ...forged], { kind, by: ['view'] })
    expect(honest.observed).toEqual({ successes: 1, failures: 0 })
    expect(attacked.observed).toEqual({ successes: 11, failures: 5 })
    expect(attacked.groups.map(({ by, observed }) => [by?.view, observed])).toEqual([
      ['back-end', { successes: 1, failures: 0 }],
      ['device', { successes: 10, failures: 5 }],
    ])
    expect(attacked.total).toEqual(honest.total)
    expect(attacked.groups.map(({ figures }) => figures)).toEqual(honest.groups.map(({ figures }) => figures))
  })

  it('are told with their group, also where it is merged', () => {
    const { groups } = reportOn([...forged, ...all], { kind: 'kpis', by: ['view'], minCount: 30 })
    expect(groups).toMatchObject([{ by: null, merged: 2, observed: { successes: 11, failures: 5 } }])
  })
})

describe('the ways around passkeys', () => {
  it('have one cause for each reason there is', () => {
    const reasonsOf = (cause: string) => allReasons.filter((reason) => fallbackCauseOf(reason) === cause)
    expect(reasonsOf('no-passkey')).toEqual(['no-passkey'])
    expect(reasonsOf('excluded')).toEqual(
      expect.arrayContaining([
        'kill-switch',
        'excluded-by-rule',
        'rollout-excluded',
        'user-state',
        'policy-floor',
      ]),
    )
    expect(reasonsOf('unavailable')).not.toContain('no-rule-matched')
  })

  it('add up to all of them', () => {
    const kpis = totalOf(report).kpis.filter(({ name }) => name.startsWith('fallback-'))
    const [first] = kpis
    expect(kpis.reduce((sum, { numerator }) => sum + numerator, 0)).toBe(first?.denominator)
  })
})

describe('the funnel of logins', () => {
  it('follows each way to its end', () => {
    const decisions = [...all, observed({}, [], { fetched: true })]
    const { total } = reportOn(decisions, { kind: 'funnel' })
    const steps = total?.login.map(({ rates: _rates, ...rest }) => rest)
    expect(steps).toEqual([
      // a4 (3 proven) b c d e f g r and the one that only fetched
      { way: 'local', offered: 12, fetched: 1, started: 7, completed: 4, verified: 4 },
      { way: 'silent', offered: 6, fetched: 0, started: 6, completed: 2, verified: 2 },
      { way: 'suggestion', offered: 4, fetched: 0, started: 2, completed: 1, verified: 1 },
      { way: 'cross-device', offered: 2, fetched: 0, started: 2, completed: 1, verified: 1 },
      { way: 'own-choice', offered: 4, fetched: 0, started: 3, completed: 2, verified: 2 },
    ])
    expect(ratiosOf(total?.login[0]?.rates ?? [])).toEqual({
      fetched: [1, 12],
      started: [7, 12],
      completed: [4, 7],
      verified: [4, 4],
    })
  })
})

describe('the funnel of new passkeys', () => {
  const offer = (
    reason: ObservedDecision['reason'],
    attempts: ObservedDecision['attempts'],
    action = 'offer',
  ) => observed({ action, mode: null }, attempts, { purpose: 'registration', reason })
  const never = { ...failure('unknown', 'never') }
  const decisions = [
    offer('offer-default', [success()]),
    offer('offer-default', [failure('cancelled'), success('passkey', { proven: false })]),
    offer('offer-default', [failure('cancelled')]),
    offer('offer-default', [failure('cancelled'), never]),
    offer('offer-default', [failure('credential-exists')]),
    offer('offer-default', [failure('aborted')]),
    offer('offer-default', []),
    offer('offer-after-cross-device', [success()]),
    offer('offer-after-error', [never]),
    offer('conditional-create', [failure('cancelled')], 'conditional'),
    offer('conditional-create', [success()], 'conditional'),
    offer('cooldown', [], 'skip'),
    offer('already-here', [], 'skip'),
    offer('cooldown', [], 'skip'),
  ]

  it('tells each variant apart, with those who said no, and those who said never', () => {
    const { total } = reportOn(decisions, { kind: 'funnel' })
    expect(total?.registration.map(({ rates: _rates, ...steps }) => steps)).toEqual([
      {
        variant: 'default',
        offered: 7,
        fetched: 0,
        started: 6,
        created: 1,
        verified: 1,
        declined: 2,
        never: 1,
      },
      {
        variant: 'after-cross-device',
        offered: 1,
        fetched: 0,
        started: 1,
        created: 1,
        verified: 1,
        declined: 0,
        never: 0,
      },
      {
        variant: 'after-error',
        offered: 1,
        fetched: 0,
        started: 0,
        created: 0,
        verified: 0,
        declined: 0,
        never: 1,
      },
      {
        variant: 'conditional',
        offered: 2,
        fetched: 0,
        started: 2,
        created: 1,
        verified: 1,
        declined: 0,
        never: 0,
      },
    ])
    expect(ratiosOf(total?.registration[0]?.rates ?? []).taken).toEqual([1, 7])
    expect(total?.skipped).toEqual([
      { reason: 'cooldown', count: 2 },
      { reason: 'already-here', count: 1 },
    ])
    expect(total?.login).toEqual([])
  })
})

describe('the calibration table', () => {
  const said = (local: number, attempts: ObservedDecision['attempts'], changes = {}) =>
    observed({}, attempts, { estimates: { local, crossDevice: 0.6 }, ...changes })

  it('sets what was said beside what came true, bin by bin', () => {
    const { total } = reportOn(
      [
        ...[0.8, 0.8, 0.85, 0.85].map((local) => said(local, [success()])),
        said(0.85, [failure()]),
        said(1, [success()]),
        said(0, [failure('not-found')]),
        // Not tried, broken off, tried over a phone: nothing is known of the estimate.
        said(0.8, []),
        said(0.8, [failure('aborted')]),
        said(0.8, [success('cross-device')]),
        observed({ mode: 'conditional' }, [success()]),
        observed({ action: 'fallback', mode: null }, [success()]),
        observed({ action: 'cross-device' }, [success('cross-device')], {
          estimates: { local: 0, crossDevice: 0.6 },
        }),
      ],
      { kind: 'calibration' },
    )
    const [local, phone] = total?.routes ?? []
    expect(local).toMatchObject({ count: 7, observed: 5 / 7, meanEstimate: 5.15 / 7 })
    // Bins: .8 to .9 has 5 with .83 on average and 4 true, a distance of .03 each; the others say what happens.
    expect(local?.error).toBeCloseTo((5 * 0.03) / 7, 12)
    expect(local?.bins.filter(({ count }) => count > 0)).toMatchObject([
      { from: 0, to: 0.1, count: 1, succeeded: 0, meanEstimate: 0, observed: 0 },
      { from: 0.8, to: 0.9, count: 5, succeeded: 4, meanEstimate: 0.83, observed: 0.8 },
      { from: 0.9, to: 1, count: 1, succeeded: 1, meanEstimate: 1, observed: 1 },
    ])
    expect(local?.bins).toHaveLength(10)
    expect(phone).toMatchObject({ route: 'crossDevice', count: 1, meanEstimate: 0.6, observed: 1 })
  })

  it('knows nothing of answers about the device alone, whatever is counted', () => {
    const alone = [
      observed({ view: 'device' }, [success()]),
      observed({ action: 'cross-device', view: 'device' }, [success('cross-device')]),
    ]
    for (const count of ['proven', 'observed'] as const) {
      const { total } = reportOn(alone, { kind: 'calibration', count })
      expect(total?.routes.map((route) => route.count)).toEqual([0, 0])
    }
  })
})

/**
 * Pieces that an editor offers whole (`defaultSnippets`, a word of VS Code's): `${1:text}` is a place to fill in, and a
 * text that begins with `^` is inserted without quotes.
 */
export interface Snippet {
  readonly label: string
  readonly description: string
  readonly body: unknown
}

/** A place to fill in, with what stands there at first. */
export const place = (number: number, text: string): string => `\${${number}:${text}}`

const osIs = { fact: 'client.os', operator: 'equal', value: place(2, 'windows') }

export const ruleSnippets: readonly Snippet[] = [
  {
    label: 'rule: shut out one system and browser',
    description: 'everybody with this operating system and this browser goes to another method',
    body: {
      name: place(1, 'firefox-on-windows-off'),
      description: place(4, 'why, and until when'),
      priority: `^${place(5, '945')}`,
      conditions: {
        all: [osIs, { fact: 'client.browser', operator: 'equal', value: place(3, 'firefox') }],
      },
      event: { type: 'fallback', params: { reason: 'excluded-by-rule' } },
    },
  },
  {
    label: 'rule: only one audience',
    description: 'everybody outside this audience (audiences.json) goes to another method',
    body: {
      name: place(1, 'internal-only'),
      priority: `^${place(2, '945')}`,
      conditions: { all: [{ not: { condition: place(3, 'internal-users') } }] },
      event: { type: 'fallback', params: { reason: 'excluded-by-rule', passive: 'none' } },
    },
  },
  {
    label: 'rule: a share of the users',
    description: 'holds back so many of 100 users, always the same ones; lower it to let more people in',
    body: {
      name: place(1, 'not-yet'),
      priority: `^${place(2, '944')}`,
      rollout: { percent: `^${place(3, '95')}`, salt: place(4, '2026-launch'), by: 'user' },
      event: { type: 'fallback', params: { reason: 'rollout-excluded' } },
    },
  },
  {
    label: 'rule: between two dates',
    description: 'holds from one moment to another, and ends by itself',
    body: {
      name: place(1, 'campaign'),
      priority: `^${place(5, '943')}`,
      activeFrom: place(3, '2026-12-01T00:00:00Z'),
      activeUntil: place(4, '2027-01-01T00:00:00Z'),
      conditions: { all: [osIs] },
      event: { type: 'fallback', params: { reason: 'excluded-by-rule' } },
    },
  },
]

export const conditionSnippets: readonly Snippet[] = [
  {
    label: 'condition: a fact',
    description: 'compares one fact with a value',
    body: { fact: place(1, 'client.os'), operator: place(2, 'equal'), value: place(3, 'windows') },
  },
  {
    label: 'condition: an attribute of the user',
    description: 'compares what your back end says about the user',
    body: {
      fact: 'user.attributes',
      path: `$.${place(1, 'plan')}`,
      operator: place(2, 'equal'),
      value: place(3, 'pro'),
    },
  },
  {
    label: 'condition: an audience',
    description: 'holds for everybody in a group of audiences.json',
    body: { condition: place(1, 'internal-users') },
  },
]

export const conditionsSnippets: readonly Snippet[] = [
  {
    label: 'all of these',
    description: 'every condition in the list must hold',
    body: { all: [conditionSnippets[0]?.body] },
  },
  {
    label: 'any of these',
    description: 'one condition of the list must hold',
    body: { any: [conditionSnippets[0]?.body] },
  },
]

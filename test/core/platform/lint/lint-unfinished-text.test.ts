import { describe, expect, it } from 'vitest'
import { lintUnfinishedText } from '../../../../src/core/platform/lint/lint-unfinished-text.ts'
import { draftOf, issue, placesOf, provider, statement } from './draft-of.ts'

describe('a text', () => {
  it('is not left to do', () => {
    const statements = [statement(undefined, undefined, { note: 'TODO: look this up' })]
    const issues = [issue({ effect: 'FIXME' })]
    expect(placesOf(lintUnfinishedText, { platforms: [{ statements }], issues })).toEqual([
      'platforms/0.json#/statements/0/note',
      'known-issues.json#/issues/0/effect',
    ])
    expect(lintUnfinishedText.find(draftOf({ issues }))[0]?.message).toBe('`FIXME` is left to do')
  })

  it('is fine where the word is part of another', () => {
    const providers = [provider({ name: 'Todoist', note: 'mastodon, TODOS' })]
    expect(placesOf(lintUnfinishedText, { providers: { providers } })).toEqual([])
  })
})

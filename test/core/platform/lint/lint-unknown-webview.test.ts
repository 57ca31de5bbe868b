import { describe, expect, it } from 'vitest'
import { lintUnknownWebview } from '../../../../src/core/platform/lint/lint-unknown-webview.ts'
import { draftOf, placesOf, statement } from './draft-of.ts'

describe('the name of a host app', () => {
  it('is one that clients get', () => {
    const statements = [
      statement({ webview: ['facebook', 'instagramm'] }),
      statement({ webview: 'wkwebveiw' }),
    ]
    expect(lintUnknownWebview.find(draftOf({ platforms: [{ statements }] }))).toEqual([
      {
        file: 'knowledge/platforms/0.json',
        pointer: '/statements/0/where/webview/1',
        message: 'no web view is called `instagramm`',
        help: 'did you mean `instagram`?',
      },
      expect.objectContaining({ pointer: '/statements/1/where/webview', help: 'did you mean `wkwebview`?' }),
    ])
  })

  it('is fine where one of them, and so are true and false', () => {
    const statements = [
      statement({ webview: 'webview2' }),
      statement({ webview: true }),
      statement({ webview: false }),
    ]
    expect(placesOf(lintUnknownWebview, { platforms: [{ statements }] })).toEqual([])
  })
})

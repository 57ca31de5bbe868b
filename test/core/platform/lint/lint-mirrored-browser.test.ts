import { describe, expect, it } from 'vitest'
import { lintMirroredBrowser } from '../../../../src/core/platform/lint/lint-mirrored-browser.ts'
import { draftOf, placesOf, statement } from './draft-of.ts'

describe('a browser that counts as another', () => {
  it('need not be named beside it', () => {
    const statements = [statement({ os: 'windows', browser: ['chrome', 'firefox', 'edge'] })]
    expect(lintMirroredBrowser.find(draftOf({ platforms: [{ statements }] }))).toEqual([
      {
        file: 'knowledge/platforms/0.json',
        pointer: '/statements/0/where/browser/2',
        message: '`edge` counts as `chrome` already, which is named too',
        help: 'take `edge` away, or add `"exactly": true`',
      },
    ])
  })

  it('is named alone, exactly, or where it does not count as the other', () => {
    const statements = [
      statement({ os: 'windows', browser: ['edge', 'brave'] }),
      statement({ os: 'windows', browser: ['chrome', 'edge'], exactly: true }),
      statement({ os: 'ios', browser: ['chrome', 'edge'] }),
      statement({ browser: ['chrome', 'edge'] }),
    ]
    expect(placesOf(lintMirroredBrowser, { platforms: [{ statements }] })).toEqual([])
  })
})

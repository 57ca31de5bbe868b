import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildOnce, root } from './end-to-end/build-once.ts'

beforeAll(buildOnce, 120_000)

// A process of its own: Node resolves the package's own name through `exports` in package.json, into what is built.
const program = `
import { decide, explain, loadPolicy, readHistory } from 'keywise'
import { loadConfig } from 'keywise/server'
import { DecisionRequest } from 'keywise/contract'
import { createKeywise, createKeywiseCore } from 'keywise/browser'
import schema from 'keywise/schema/rules.v1.json' with { type: 'json' }

const { policy, problems } = await loadPolicy()
const input = {
  purpose: 'authentication',
  signals: { userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1' },
  user: { pseudonym: 'u-1' },
  device: { id: null, proven: false, users: 1 },
  context: {},
  history: readHistory({}),
}
const now = Date.parse('2026-11-21T09:00:00Z')
const { action, reason } = decide(input, policy, now)
const explained = await explain(input, policy, now)
const { config } = await loadConfig({ directory: '/nowhere' })
const inner = await import('keywise/core/decide.js').catch((error) => error.code)
console.log(JSON.stringify({
  problems, action, reason, same: explained.decision.reason, port: config.port,
  request: DecisionRequest.title, schema: schema.title, inner, sdk: [typeof createKeywise, typeof createKeywiseCore],
}))
`

describe('the package, built and imported by its own name', () => {
  it('decides as a library, opens its other doors and no more', async () => {
    const args = ['--no-warnings', '--input-type=module', '--eval', program]
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root })
    expect(JSON.parse(stdout)).toEqual({
      problems: [],
      action: 'fallback',
      reason: 'no-passkey',
      same: 'no-passkey',
      port: 3000,
      request: 'DecisionRequest',
      schema: expect.any(String),
      inner: 'ERR_PACKAGE_PATH_NOT_EXPORTED',
      sdk: ['function', 'function'],
    })
  })
})

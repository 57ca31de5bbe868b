import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildOnce } from '../end-to-end/build-once.ts'
import { createEmptyFolder, runKeywise } from './run-keywise.ts'

beforeAll(buildOnce, 120_000)

const env = {
  KEYWISE_RP_ID: 'example.com',
  KEYWISE_ORIGINS: 'https://login.example.com,https://example.de',
  KEYWISE_MANAGE_URL: 'https://example.com/account/passkeys',
}
const origins = ['https://login.example.com', 'https://example.de']

describe('the files for the host of the RP ID', () => {
  it('are written where that host serves them', async () => {
    const cwd = await createEmptyFolder()
    expect((await runKeywise(['well-known', '--out', 'www'], { cwd, env })).code).toBe(0)
    const read = async (name: string): Promise<unknown> =>
      JSON.parse(await readFile(join(cwd, 'www/.well-known', name), 'utf8'))
    expect(await read('webauthn')).toEqual({ origins })
    expect(await read('passkey-endpoints')).toEqual({ manage: env.KEYWISE_MANAGE_URL })
  })

  it('are shown with their addresses otherwise, with a word where browsers would stop', async () => {
    const cwd = await createEmptyFolder()
    const sites = ['de', 'fr', 'it', 'es', 'co.uk', 'at'].map((end, n) => `https://shop${n}.${end}`)
    const many = { KEYWISE_RP_ID: 'example.com', KEYWISE_ORIGINS: sites.join(',') }
    const { out, err } = await runKeywise(['well-known'], { cwd, env: many })
    expect(out).toContain('https://example.com/.well-known/webauthn\n{')
    expect(err).toContain('more than 5 sites')
  })

  it('need to know the login pages', async () => {
    const { code, err } = await runKeywise(['well-known'], { cwd: await createEmptyFolder() })
    expect({ code, told: err.includes('KEYWISE_ORIGINS') }).toEqual({ code: 2, told: true })
  })

  it('are asked for by the doctor', async () => {
    const { out } = await runKeywise(['doctor', '--json'], { cwd: await createEmptyFolder(), env })
    const findings: readonly { what: string; state: string; detail: string }[] = JSON.parse(out)
    expect(findings.find(({ what }) => what === 'origins')).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining('https://example.de: not at RP ID example.com'),
    })
  })
})

import { describe, expect, it } from 'vitest'
import { ada, openDemo } from './open-demo.ts'

const iPhone = {
  transports: ['internal', 'hybrid'],
  aaguid: 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd',
  backupEligible: true,
  backupState: true,
}

async function openWithPasskey() {
  const demo = await openDemo()
  const ours = demo.openBrowser()
  await ours.visit('/demo/signup', { form: ada })
  const { id } = (await ours.visit('/demo/account/data')).json.user
  await demo.keywise('PUT', `/v1/users/${id}/credentials/cred-1`, iPhone)
  return { ...demo, ours, id }
}

describe('what the panel shows', () => {
  it('is about whoever is logged in, named by the page, or typed', async () => {
    const { ours, openBrowser, id } = await openWithPasskey()
    const theirs = openBrowser()
    const explain = async (visit: typeof ours.visit, body: object) =>
      (await visit('/demo/explain', { body })).json
    const told = { account: { name: 'Ada' }, trace: { credentials: [{ provider: 'iCloud Keychain' }] } }
    expect(await explain(ours.visit, {})).toMatchObject(told)
    expect(await explain(theirs.visit, { user: { id } })).toMatchObject(told)
    expect(await explain(theirs.visit, { email: ada.email })).toMatchObject(told)
    const nobody = { account: null, trace: { credentials: [] } }
    expect(await explain(theirs.visit, {})).toMatchObject(nobody)
    expect(await explain(theirs.visit, { email: 'eve@example.com' })).toMatchObject(nobody)
  })

  it('knows how the login was done when it comes to an offer, and takes no word of the page for it', async () => {
    const { ours } = await openWithPasskey()
    const body = { purpose: 'registration', context: { justUsed: 'cross-device' } }
    const { json } = await ours.visit('/demo/explain', { body })
    expect(json).toMatchObject({
      purpose: 'registration',
      trace: { facts: { 'context.justUsed': 'password' } },
    })
  })

  it('is recorded nowhere', async () => {
    const { ours, keywise, id } = await openWithPasskey()
    const before = await keywise('GET', `/v1/users/${id}`)
    await ours.visit('/demo/explain', { body: { device: { id: 'd-9' } } })
    expect(await keywise('GET', `/v1/users/${id}`)).toEqual(before)
  })
})

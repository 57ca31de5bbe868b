import { describe, it } from 'vitest'
import { findChromium } from '../find-chromium.ts'
import { type AtEnd, withOffers } from './open-visitor.ts'
import { useDemo } from './use-demo.ts'

const chromium = findChromium()
/** Long enough for a dialog to have been read, and closed by somebody. */
const readMs = 4_100
/** Long enough for nobody to have been there. */
const absenceMs = 8_100

describe
  .skipIf(chromium === null)
  .concurrent('a passkey that does not work, in Chromium', { timeout: 120_000 }, () => {
    const { visit } = useDemo(chromium ?? '')

    const openWithPasskey = async (atEnd: AtEnd) => {
      const visitor = await visit(atEnd, { can: withOffers })
      const authenticator = await visitor.giveAuthenticator('synced')
      await visitor.signUp()
      await visitor.acceptOffer()
      return { visitor, authenticator }
    }
    type Opened = Awaited<ReturnType<typeof openWithPasskey>>

    /** Logs in as often as told, each time in vain with the passkey and then with the password. */
    const logInWithout = async ({ visitor, authenticator }: Opened, times: number) => {
      await visitor.closesDialogsAfter(readMs)
      for (let login = 0; login < times; login++) {
        await visitor.logOut()
        await authenticator.walkAway()
        await visitor.logInAsBefore()
        await visitor.isToldToUsePassword(/The passkey was cancelled/)
        await visitor.logInWithPassword()
      }
    }
    /** A passkey that was made here, and deleted before it was ever used: two dialogs settle it. */
    const openSuspected = async (atEnd: AtEnd) => {
      const opened = await openWithPasskey(atEnd)
      const deleted = await opened.authenticator.deletePasskeys()
      await logInWithout(opened, 2)
      return { ...opened, deleted }
    }

    // Most of their time is waiting.
    describe.concurrent('that is not there', () => {
      it('nobody comes to the device: the password after a while, and a doubt', async ({
        expect,
        onTestFinished,
      }) => {
        const { visitor, authenticator } = await openWithPasskey(onTestFinished)
        await visitor.closesDialogsAfter(absenceMs)
        const before = await visitor.decide()
        await visitor.logOut()
        await authenticator.walkAway()
        await visitor.logInAsBefore()
        await visitor.look('walked-away-waiting')
        await visitor.isToldToUsePassword(/That took too long/)
        await visitor.look('walked-away')
        expect(visitor.dialogs()).toMatchObject([{ ended: 'NotAllowedError' }])
        await expect.poll(visitor.outcomes).toMatchObject([{ answer: { classified: 'abandoned' } }])
        await visitor.logInWithPassword()
        const after = await visitor.decide()
        expect(before).toMatchObject({ action: 'passkey', reason: 'passkey-made-here' })
        expect(after.probability?.local).toBeLessThan(before.probability?.local ?? 0)
        expect((await visitor.record()).counts).toMatchObject([
          { successes: 0, failures: 1, recent: [{ kind: 'abandoned' }] },
        ])
      })

      it('deleted on the device: after two dialogs in vain there is no third', async ({
        expect,
        onTestFinished,
      }) => {
        const opened = await openWithPasskey(onTestFinished)
        const { visitor } = opened
        await opened.authenticator.deletePasskeys()
        expect(await visitor.decide()).toMatchObject({ action: 'passkey', reason: 'passkey-made-here' })
        await logInWithout(opened, 1)
        expect(await visitor.decide()).toMatchObject({ action: 'passkey', reason: 'passkey-made-here' })
        await logInWithout(opened, 1)
        expect(await visitor.decide()).toMatchObject({ action: 'fallback', reason: 'suspected-gone' })
        expect(visitor.dialogs()).toHaveLength(2)

        await visitor.logOut()
        await opened.authenticator.walkAway()
        await visitor.logInAsBefore()
        await visitor.isToldToUsePassword(/Enter your password/)
        await visitor.look('suspected-gone')
        expect(visitor.dialogs()).toHaveLength(2)
        await visitor.logInWithPassword()
        expect(visitor.dialogs()).toHaveLength(2)
        expect((await visitor.record()).credentials).toMatchObject([{ revokedAt: null }])
      })

      it('deleted on the device: a new one is offered, and is asked for from then on', async ({
        expect,
        onTestFinished,
      }) => {
        const { visitor, authenticator } = await openSuspected(onTestFinished)
        await visitor.page.waitForSelector('#offer')
        await visitor.look('offer-after-error')
        await expect.poll(() => visitor.reasons().at(-1)).toBe('offer-after-error')
        await authenticator.comeBack()
        await visitor.acceptOffer()
        expect(await visitor.decide()).toMatchObject({ action: 'passkey', reason: 'passkey-made-here' })
        await visitor.logOut()
        await visitor.logInAsBefore()
        await visitor.arrive()
        expect(visitor.dialogs().at(-1)).toMatchObject({ ended: 'given' })
        expect(await visitor.decide()).toMatchObject({ action: 'passkey', reason: 'passkey-used-here' })
      })

      it('put back on the device: the suggestion in the field finds it, and it is asked for again', async ({
        expect,
        onTestFinished,
      }) => {
        const { visitor, authenticator, deleted } = await openSuspected(onTestFinished)
        await visitor.logOut()
        await expect.poll(() => visitor.reasons().at(-1)).toBe('suspected-gone')
        await authenticator.putBack(deleted)
        await visitor.takeSuggestion()
        expect(visitor.dialogs()).toHaveLength(2)
        expect(await visitor.decide()).toMatchObject({ action: 'passkey', reason: 'passkey-used-here' })
        expect((await visitor.record()).counts).toMatchObject([{ successes: 1, failures: 2 }])
      })
    })

    it('used here before, one closed dialog changes nothing', async ({ expect, onTestFinished }) => {
      const opened = await openWithPasskey(onTestFinished)
      const { visitor } = opened
      await visitor.logOut()
      await visitor.logInAsBefore()
      await visitor.arrive()
      expect(await visitor.decide()).toMatchObject({ action: 'passkey', reason: 'passkey-used-here' })
      await logInWithout(opened, 1)
      expect(await visitor.decide()).toMatchObject({ action: 'passkey', reason: 'passkey-used-here' })
      await opened.authenticator.comeBack()
      await visitor.logOut()
      await visitor.logInAsBefore()
      await visitor.arrive()
    })

    it('the wrong finger: the password at once, and nothing held against the passkey', async ({
      expect,
      onTestFinished,
    }) => {
      const { visitor, authenticator } = await openWithPasskey(onTestFinished)
      const before = await visitor.decide()
      await visitor.logOut()
      await authenticator.failVerification()
      await visitor.logInAsBefore()
      await visitor.isToldToUsePassword(/The passkey could not be used/)
      await visitor.look('wrong-finger')
      expect(visitor.dialogs()).toMatchObject([{ ended: 'NotAllowedError' }])
      await expect.poll(visitor.outcomes).toMatchObject([{ answer: { classified: 'refused' } }])
      expect((await visitor.record()).counts).toEqual([])

      await authenticator.passVerification()
      await visitor.page.click('#use-passkey')
      await visitor.arrive()
      expect(before).toMatchObject({ action: 'passkey', reason: 'passkey-made-here' })
      expect(await visitor.decide()).toMatchObject({ action: 'passkey', reason: 'passkey-used-here' })
    })

    it('a wrong signature lets nobody in, and teaches nothing about the passkey', async ({
      expect,
      onTestFinished,
    }) => {
      const { visitor, authenticator } = await openWithPasskey(onTestFinished)
      await visitor.logOut()
      await authenticator.signWrongly()
      await visitor.logInAsBefore()
      await visitor.isToldToUsePassword(/This passkey was not accepted/)
      await visitor.look('wrong-signature')
      await expect.poll(visitor.outcomes).toMatchObject([{ answer: { classified: 'server-rejected' } }])
      expect((await visitor.record()).counts).toEqual([])
      const { origin } = new URL(visitor.page.url())
      const answer = await visitor.page.request.get(`${origin}/demo/account/data`, { maxRetries: 2 })
      expect(answer.status()).toBe(401)
      expect(await visitor.decide()).toMatchObject({ action: 'passkey', reason: 'passkey-made-here' })
    })

    it('the phone is left alone: the password is next, and the phone is asked again', async ({
      expect,
      onTestFinished,
    }) => {
      const visitor = await visit(onTestFinished, {
        can: { ...withOffers, hybridTransport: true, passkeyPlatformAuthenticator: true },
      })
      const phone = await visitor.giveAuthenticator('hybrid')
      await visitor.signUp()
      await visitor.addPasskey()
      await visitor.closesDialogsAfter(readMs)
      await visitor.logOut()
      await phone.walkAway()
      await visitor.logInAsBefore()
      await visitor.page.click('#phone-go')
      await visitor.isToldToUsePassword(/The passkey was cancelled/)
      await expect.poll(visitor.outcomes).toMatchObject([{ method: 'cross-device' }])
      await visitor.logInWithPassword()
      expect((await visitor.record()).crossDevice).toMatchObject({ successes: 0 })
      expect(await visitor.decide()).toMatchObject({ action: 'cross-device', reason: 'phone-can-reach' })
    })

    it('whoever does not want the phone is not asked for it twice', async ({ expect, onTestFinished }) => {
      const visitor = await visit(onTestFinished, {
        can: { ...withOffers, hybridTransport: true, passkeyPlatformAuthenticator: true },
      })
      await visitor.giveAuthenticator('hybrid')
      await visitor.signUp()
      await visitor.addPasskey()
      await visitor.logOut()
      await visitor.logInAsBefore()
      await visitor.page.click('#phone-not')
      await visitor.isToldToUsePassword(/password/)
      expect(await visitor.page.isVisible('#phone')).toBe(false)
      expect(visitor.dialogs()).toEqual([])
      await visitor.logInWithPassword()
    })

    it('"not now" and "do not ask again" are heard', async ({ expect, onTestFinished }) => {
      const visitor = await visit(onTestFinished, { can: withOffers })
      await visitor.giveAuthenticator('synced')
      await visitor.signUp()
      await visitor.page.click('#offer-later')
      await visitor.page.reload()
      await visitor.page.click('#offer-never')
      await visitor.page.waitForSelector('text=You will not be asked again')
      await visitor.page.reload()
      await expect.poll(() => visitor.reasons().at(-1)).toBe('declined-for-good')
      expect(await visitor.page.isVisible('#offer')).toBe(false)
      expect(visitor.ceremonies()).toEqual([])
      const asks = (await visitor.record()).registrationAsks
      expect(asks).toMatchObject([{ variant: 'default', declinedForGood: true }])
    })
  })

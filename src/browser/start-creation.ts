import { startRegistration } from '@simplewebauthn/browser'
import type { Autofill } from './create-autofill.ts'
import type { CeremonySlot } from './create-ceremony-slot.ts'
import type { CreatePasskeyRequest, CreatePasskeyResult, KeywiseCore } from './keywise.ts'
import { sendSignalMethods } from './send-signal-methods.ts'
import { noAnswer, startRequest } from './start-request.ts'

/** A registration through the page's back end, which alone has the key for it. */
export async function startCreation(
  core: KeywiseCore,
  slot: CeremonySlot,
  autofill: Autofill,
  { decision, begin, finish }: CreatePasskeyRequest,
): Promise<CreatePasskeyResult> {
  const focused = document.activeElement as HTMLElement | null
  const options = await (async () => begin())().catch(() => undefined)
  if (!options) return noAnswer
  const { publicKey, mediation: mode = 'modal' } = options
  const about = { operation: 'registration', method: 'passkey', mode, decision } as const
  const given = await autofill.runAlone(() =>
    startRequest(core, slot, about, () =>
      startRegistration({ optionsJSON: publicKey, useAutoRegister: mode === 'conditional' }),
    ),
  )
  if (mode === 'modal') focused?.focus()
  if ('kind' in given) return given
  const { response, elapsedMs, fail } = given
  try {
    const answer = (await finish(response, elapsedMs)) ?? {}
    sendSignalMethods(answer.advice)
    if (answer.user) core.rememberDevice(answer.deviceToken, answer.user)
    return { kind: 'created', answer, response }
  } catch {
    return fail('verification-failed')
  }
}

import { changeInput, type FlipChange, withHistory } from './flip-change.ts'

const purposes = ['registration'] as const

const afterLoginBy = (id: string, change: string, method: string, paired: boolean): FlipChange => ({
  id,
  change,
  topic: 'just-used',
  purposes,
  paired,
  apply: (question) =>
    changeInput(question, (input) =>
      input.context.justUsed === method
        ? null
        : { ...input, context: { ...input.context, justUsed: method } },
    ),
})

/** What an offer to create a passkey depends on besides. */
export const registrationChanges: readonly FlipChange[] = [
  afterLoginBy('after-password', 'after a password login', 'password', true),
  afterLoginBy('after-code', 'after a login with a code by e-mail', 'email-otp', false),
  afterLoginBy('after-phone', 'after a login by phone', 'cross-device', true),
  afterLoginBy('after-passkey', 'after a login with a passkey of this device', 'passkey', false),
  {
    id: 'own-device',
    change: "on a device of one's own",
    topic: 'device',
    purposes,
    paired: true,
    apply: (question) =>
      changeInput(question, (input) => ({ ...input, device: { ...input.device, users: 1 } })),
  },
  {
    id: 'shared-device',
    change: 'on a device that several people use',
    topic: 'device',
    purposes,
    paired: false,
    apply: (question) =>
      changeInput(question, (input) => ({
        ...input,
        device: { ...input.device, users: question.policy.settings.registration.sharedDeviceUsers },
      })),
  },
  {
    id: 'never-asked',
    change: 'had the user never been asked before',
    topic: 'asks',
    purposes,
    paired: true,
    apply: (question) =>
      changeInput(question, (input) =>
        withHistory(input, (history) => ({ ...history, registrationAsks: [] })),
      ),
  },
  {
    id: 'said-never',
    change: 'had the user said never',
    topic: 'asks',
    purposes,
    paired: false,
    apply: (question) =>
      changeInput(question, (input) =>
        withHistory(input, (history) => ({
          ...history,
          registrationAsks: [
            ...history.registrationAsks,
            {
              variant: 'default',
              deviceId: input.device.id,
              asked: 1,
              lastAskedAt: question.now,
              declinedForGood: true,
              taken: 0,
              lastTakenAt: null,
            },
          ],
        })),
      ),
  },
]

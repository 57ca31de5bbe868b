import { changeInput, type FlipChange, withCapability, withSignals } from './flip-change.ts'
import { writeNewestClient } from './newest-client.ts'
import { writeNewestSystem } from './newest-system.ts'

const login = ['authentication', 'step-up'] as const

/** What a person could change about this client. */
export const clientChanges: readonly FlipChange[] = [
  {
    id: 'bluetooth-on',
    change: 'with Bluetooth on',
    topic: 'bluetooth',
    purposes: login,
    paired: true,
    apply: (question) =>
      changeInput(question, (input) =>
        withCapability(withSignals(input, { bluetooth: true }), 'hybridTransport', true),
      ),
  },
  {
    id: 'bluetooth-off',
    change: 'without Bluetooth',
    topic: 'bluetooth',
    purposes: login,
    paired: false,
    apply: (question) =>
      changeInput(question, (input) =>
        withCapability(withSignals(input, { bluetooth: false }), 'hybridTransport', false),
      ),
  },
  {
    id: 'screen-lock-on',
    change: 'with a screen lock, Windows Hello or Touch ID set up',
    topic: 'screen-lock',
    paired: true,
    apply: (question) =>
      changeInput(question, (input) =>
        withCapability(
          withSignals(input, { userVerifyingPlatformAuthenticator: true }),
          'userVerifyingPlatformAuthenticator',
          true,
        ),
      ),
  },
  {
    id: 'screen-lock-off',
    change: 'without a screen lock, Windows Hello or Touch ID',
    topic: 'screen-lock',
    paired: false,
    apply: (question) =>
      changeInput(question, (input) =>
        withCapability(
          withSignals(input, { userVerifyingPlatformAuthenticator: false }),
          'userVerifyingPlatformAuthenticator',
          false,
        ),
      ),
  },
  {
    id: 'newest-safari',
    change: 'in the newest Safari, with the system that belongs to it',
    topic: 'browser',
    paired: true,
    apply: (question) =>
      changeInput(question, (input) => writeNewestClient(input, 'safari', question.policy)),
  },
  {
    id: 'newest-chrome',
    change: 'in the newest Chrome',
    topic: 'browser',
    paired: true,
    apply: (question) =>
      changeInput(question, (input) => writeNewestClient(input, 'chrome', question.policy)),
  },
  {
    id: 'newest-firefox',
    change: 'in the newest Firefox',
    topic: 'browser',
    paired: false,
    apply: (question) =>
      changeInput(question, (input) => writeNewestClient(input, 'firefox', question.policy)),
  },
  {
    id: 'newest-system',
    change: 'with the system updated',
    topic: 'browser',
    paired: true,
    apply: (question) => changeInput(question, (input) => writeNewestSystem(input, question.policy)),
  },
  {
    id: 'silent-try-on',
    change: 'with immediate mediation',
    topic: 'silent-try',
    purposes: login,
    paired: true,
    apply: (question) => changeInput(question, (input) => withCapability(input, 'immediateGet', true)),
  },
  {
    id: 'silent-try-off',
    change: 'without immediate mediation',
    topic: 'silent-try',
    purposes: login,
    paired: false,
    apply: (question) => changeInput(question, (input) => withCapability(input, 'immediateGet', false)),
  },
  {
    id: 'suggestions-on',
    change: 'with suggestions in the user name field',
    topic: 'suggestions',
    purposes: login,
    paired: true,
    apply: (question) =>
      changeInput(question, (input) =>
        withCapability(withSignals(input, { conditionalMediation: true }), 'conditionalGet', true),
      ),
  },
  {
    id: 'quiet-creation-on',
    change: 'with quiet creation of passkeys',
    topic: 'quiet-creation',
    purposes: ['registration'],
    paired: true,
    apply: (question) => changeInput(question, (input) => withCapability(input, 'conditionalCreate', true)),
  },
  {
    id: 'quiet-creation-off',
    change: 'without quiet creation of passkeys',
    topic: 'quiet-creation',
    purposes: ['registration'],
    paired: false,
    apply: (question) => changeInput(question, (input) => withCapability(input, 'conditionalCreate', false)),
  },
]

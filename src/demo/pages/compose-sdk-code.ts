import type { DecisionResponse } from '../../contract/decision.ts'
import type { ExplainRequest } from '../../contract/history-input.ts'
import { tellAction } from './words.ts'

type Answer = Pick<DecisionResponse, 'action' | 'ceremony' | 'reason'>

/** What a page writes for such a question. The decision is made anew each time; the comment tells this one. */
export function composeSdkCode(
  { purpose = 'authentication', user }: Pick<ExplainRequest, 'purpose' | 'user'>,
  answer: Answer,
): string {
  const fallbacks = JSON.stringify(user?.fallbacks ?? [])
    .replaceAll('"', "'")
    .replaceAll(',', ', ')
  return [
    "import { createKeywise } from '/sdk/keywise.js'",
    '',
    "const keywise = createKeywise({ key: 'pk_...' })",
    `// In this situation: ${tellAction(answer)} (${answer.reason}).`,
    ...(purpose === 'registration' ? registration(fallbacks) : login(purpose, user === undefined, fallbacks)),
    '',
  ].join('\n')
}

const handlers = [
  "  onTicket: (ticket) => sendJson('POST', '/passkey-login', { ticket }),",
  "  onVerified: () => location.assign('/account'),",
]

function login(purpose: string, isAnonymous: boolean, fallbacks: string): readonly string[] {
  if (isAnonymous) return ['await keywise.armAutofill({', ...handlers, '})']
  return [
    "button.addEventListener('click', () =>",
    '  keywise.signIn({',
    ...(purpose === 'step-up' ? ["    purpose: 'step-up',"] : []),
    `    user: { id: userId, fallbacks: ${fallbacks} },`,
    ...handlers.map((line) => `  ${line}`),
    '    onFallback: showPassword,',
    '    onAnnounce: showUseYourPhone,',
    '  }),',
    ')',
  ]
}

const registration = (fallbacks: string): readonly string[] => [
  `const user = { id: userId, fallbacks: ${fallbacks} }`,
  'const decision = await keywise.offerPasskey({ user })',
  'const decisionToken = decision.token',
  'const create = (start) =>',
  '  keywise.createPasskey({',
  '    decision,',
  "    begin: () => sendJson('POST', '/passkeys/options', { decisionToken, start }),",
  "    finish: (response) => sendJson('POST', '/passkeys/verify', { decisionToken, response }),",
  '  })',
  "if (decision.action === 'offer') showOffer({ onYes: () => create('button') })",
  '// The browser asks nothing, and makes one where it can.',
  "if (decision.action === 'conditional') await create('decided')",
]

import { createKeywise } from '/sdk/keywise.js'
import type { Fallback, TicketAnswer, Verified } from '../../browser/index.ts'
import type { DecisionRequest, DecisionResponse } from '../../contract/decision.ts'
import { createDecisionPanel } from './decision-panel.ts'
import { find, readKey, show, whenClicked } from './find-element.ts'
import { findPerson, forgetPerson, loadPeople, type Person } from './people.ts'
import { sendJson } from './send-json.ts'

const panel = createDecisionPanel()
const email = find<HTMLInputElement>('email')
const password = find<HTMLInputElement>('password')
const passwordStep = find<HTMLDetailsElement>('password-step')
const status = find('status')

/** What the SDK does by itself; written out here because the panel wants to see both question and answer. */
async function askDecision(request: DecisionRequest, signal: AbortSignal): Promise<DecisionResponse> {
  const response = await fetch('/v1/decisions', {
    method: 'POST',
    headers: { authorization: `Bearer ${readKey()}`, 'content-type': 'application/json' },
    body: JSON.stringify(request),
    signal,
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.code)
  // Goes along with a login by password, whatever else the page tries before.
  find<HTMLInputElement>('decision-token').value = answer.token
  void panel.note(request, answer, request.user === undefined ? undefined : email.value)
  return answer
}

const keywise = createKeywise({ key: readKey(), askDecision })
const handlers = {
  /** Our back end redeems the ticket and starts the session; only it learns who it was. */
  onTicket: (ticket: string) => sendJson<TicketAnswer>('POST', '/demo/passkey-login', { ticket }),
  onVerified: (_result: Verified) => location.assign('/demo/account'),
}
const userOf = ({ id, name }: Person) => ({ id, name, fallbacks: ['password'] })

function openPassword(message: string): void {
  passwordStep.open = true
  find('continue').classList.remove('primary')
  find('password-go').classList.add('primary')
  status.textContent = message
  const isKnown = email.value !== ''
  ;(isKnown ? password : email).focus()
}

/** Why the password is next, where there is something to say. */
const fallbackWords: Readonly<Record<string, string>> = {
  cancelled: 'The passkey was cancelled. Try again, or use your password.',
  'not-found': 'There is no passkey here. Use your password.',
  'timed-out': 'That took too long. Try again, or use your password.',
  abandoned: 'That took too long. Try again, or use your password.',
  refused: 'The passkey could not be used. Try again, or use your password.',
  'hybrid-failed': 'The phone could not be reached. Use your password.',
  'server-rejected': 'This passkey was not accepted. Use your password.',
  'not-on-this-device': 'Use your password.',
}

function onFallback({ reason, failure, passive }: Fallback): void {
  show('phone', false)
  show('welcome', false)
  show('use-passkey', passive === 'button' || failure !== undefined)
  openPassword(fallbackWords[reason] ?? 'Enter your password to log in.')
}

/** The screen before a QR code: nobody should meet one unprepared. */
function onAnnounce(): Promise<boolean> {
  show('phone')
  show('welcome', false)
  find('phone-title').focus()
  return new Promise((resolve) => {
    const end = (isWanted: boolean) => () => {
      if (!isWanted) show('phone', false)
      resolve(isWanted)
    }
    find('phone-go').addEventListener('click', end(true), { once: true })
    find('phone-not').addEventListener('click', end(false), { once: true })
  })
}

const statusWords = {
  slow: 'Still checking. You can use your password below.',
  waiting: 'Your browser asks for your passkey.',
  announcing: 'Your phone comes next.',
  verifying: 'Checking your passkey.',
  verified: 'You are logged in.',
  switched: 'You are logged in, with another account.',
  // `onFallback` says what to do.
  fallback: '',
}

function signIn(person: Person | undefined): void {
  show('use-passkey', false)
  void keywise.signIn({
    ...handlers,
    ...(person && { user: userOf(person) }),
    onFallback,
    onAnnounce,
    status,
    texts: statusWords,
  })
}

find('login').addEventListener('submit', (event) => {
  const wantsPassword = (event as SubmitEvent).submitter?.id === 'password-go' || passwordStep.open
  if (wantsPassword && password.value !== '') return
  event.preventDefault()
  if ((event as SubmitEvent).submitter?.id === 'password-go') openPassword('Enter your password.')
  else signIn(findPerson(email.value))
})
whenClicked('use-passkey', () => {
  const person = findPerson(email.value)
  void keywise.startCeremony({ ...handlers, start: 'button', ...(person && { user: userOf(person) }) })
})

/** Somebody was here before: one tap, with what this browser has proven. Otherwise only suggestions are armed. */
async function open(): Promise<void> {
  const last = keywise.lastUsed()
  const person = loadPeople().find(({ id }) => id === last?.user.id)
  if (person === undefined) {
    const decision = await keywise.decide()
    const isWanted = decision.passive === 'conditional' || decision.ceremony?.mediation === 'conditional'
    if (isWanted) await keywise.armAutofill({ ...handlers, decision })
    return
  }
  find('welcome-name').textContent = person.name
  show('welcome')
  // One thing to do first; the form below is for everybody else.
  find('continue').classList.remove('primary')
  whenClicked('return', () => {
    email.value = person.email
    signIn(person)
  })
  whenClicked('not-you', () => {
    keywise.forget(person.id)
    forgetPerson(person.id)
    show('welcome', false)
    find('continue').classList.add('primary')
    email.value = ''
    email.focus()
  })
  const { action } = await keywise.prepare({ user: userOf(person) })
  const labels: Readonly<Record<string, string>> = {
    passkey: 'Continue with your passkey',
    'cross-device': 'Continue with your phone',
  }
  find('return').textContent = labels[action] ?? 'Continue'
  await keywise.armAutofill(handlers)
}
void open()

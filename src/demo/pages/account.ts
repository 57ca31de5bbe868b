import { createKeywise } from '/sdk/keywise.js'
import type { RegistrationOptionsJson, SdkDecision, TicketAnswer } from '../../browser/index.ts'
import type { DecisionRequest, DecisionResponse } from '../../contract/decision.ts'
import type { SignalAdvice } from '../../contract/webauthn.ts'
import { createDecisionPanel } from './decision-panel.ts'
import { find, readKey, show, whenClicked } from './find-element.ts'
import { type Passkey, renderPasskeys } from './passkey-list.ts'
import { type Person, rememberPerson } from './people.ts'
import { sendJson } from './send-json.ts'

interface AccountData {
  readonly user: Person
  readonly method: string
  readonly deviceToken?: string
  readonly passkeys: readonly Passkey[]
}
interface Options {
  readonly publicKey: RegistrationOptionsJson
  readonly mediation?: 'conditional'
}
type Advised = Readonly<{ advice?: SignalAdvice }>

const panel = createDecisionPanel()
/** Who asks and from where, as the SDK told it last; the passkey that may come of it was made there. */
let client: Pick<DecisionRequest, 'device' | 'signals'> = {}

/** Whether to offer a passkey is asked through our back end: only it may say how this login was done. */
async function askDecision(request: DecisionRequest, signal: AbortSignal): Promise<DecisionResponse> {
  const { device, signals } = request
  client = { ...(device && { device }), ...(signals && { signals }) }
  const answer = await sendJson<DecisionResponse>('POST', '/demo/passkeys/decision', client, signal)
  void panel.note(request, answer)
  return answer
}
const keywise = createKeywise({ key: readKey(), askDecision })

const say = (text: string): void => {
  find('status').textContent = text
}
const tellRefusal = (error: unknown): void =>
  say(error instanceof Error ? error.message : 'This did not work.')

const methodWords: Readonly<Record<string, string>> = {
  password: 'with your password',
  passkey: 'with a passkey',
  'cross-device': 'with your phone',
  'security-key': 'with your security key',
}

async function load(): Promise<AccountData> {
  const data = await sendJson<AccountData>('GET', '/demo/account/data')
  const { user, method, deviceToken, passkeys } = data
  find('how').textContent = `You are logged in as ${user.email}, ${methodWords[method] ?? method}.`
  keywise.rememberDevice(deviceToken, { id: user.id, name: user.name }, method)
  rememberPerson(user)
  show('passkeys')
  find('passkey-list').replaceChildren(...renderPasskeys(passkeys, { rename, remove }))
  return data
}

async function rename(id: string, name: string): Promise<void> {
  await sendJson('PUT', `/demo/passkeys/${encodeURIComponent(id)}`, { name })
    .then(() => say(`Renamed to ${name}.`))
    .catch(tellRefusal)
  await load()
}

/** Deleted here, it has to go from the place that keeps it as well: the signal methods tell the browser. */
async function remove(id: string): Promise<void> {
  try {
    const { advice } = await sendJson<Advised>('DELETE', `/demo/passkeys/${encodeURIComponent(id)}`)
    const told = keywise.sendSignalMethods(advice)
    say(
      told.length > 0
        ? 'Deleted, and your passkey manager was told.'
        : 'Deleted. Remove it from your passkey manager as well, this browser cannot tell it.',
    )
  } catch (error) {
    tellRefusal(error)
  }
  await load()
  find('passkeys-title').focus()
}

/** `button`: somebody clicked, and gets a dialog whatever was decided. */
const askOptions = (
  decision: SdkDecision | undefined,
  start: 'decided' | 'button' = 'button',
): Promise<Options> =>
  sendJson('POST', '/demo/passkeys/options', { ...client, decisionToken: decision?.token, start })

/** `ready`: options asked for before the click, so that the dialog opens inside it. */
async function create(decision: SdkDecision | undefined, ready?: Promise<Options>): Promise<boolean> {
  let early = ready
  const result = await keywise.createPasskey({
    ...(decision && { decision }),
    begin: () => {
      const options = early ?? askOptions(decision)
      early = undefined
      return options
    },
    finish: (response) =>
      sendJson<TicketAnswer>('POST', '/demo/passkeys/verify', {
        ...client,
        response,
        decisionToken: decision?.token,
      }),
  })
  if (result.kind === 'created') {
    await load()
    return true
  }
  // Something else took its place, and has the word.
  if (result.classified === 'aborted') return false
  const isThere = result.classified === 'credential-exists'
  say(
    isThere
      ? 'There is a passkey for this account here already.'
      : 'No passkey was created. You can try again at any time.',
  )
  return false
}

function offer(decision: SdkDecision): void {
  const isAfterPhone = decision.registration?.variant === 'after-cross-device'
  find('offer-title').textContent = isAfterPhone
    ? 'Next time without your phone'
    : 'Next time without a password'
  find('offer-text').textContent = isAfterPhone
    ? 'Create a passkey on this device as well, and leave your phone in your pocket.'
    : 'Create a passkey, and you log in the way you unlock this device.'
  const ready = askOptions(decision)
  // It is told where it is used.
  ready.catch(() => undefined)
  let options: Promise<Options> | undefined = ready
  const decline = (method: 'later' | 'never', text: string) => {
    void keywise.report(decision, { result: 'failure', method })
    show('offer', false)
    say(text)
  }
  whenClicked('offer-yes', async () => {
    const taken = options
    options = undefined
    if (!(await create(decision, taken))) return
    show('offer', false)
    say('Your passkey is ready. Next time it takes one tap.')
  })
  whenClicked('offer-later', () =>
    decline('later', 'All right, later. You can add a passkey below at any time.'),
  )
  whenClicked('offer-never', () => decline('never', 'You will not be asked again in this browser.'))
  show('offer')
}

whenClicked('add', async () => {
  if (await create(undefined)) say('Your passkey is ready.')
})
find('details').addEventListener('submit', async (event) => {
  event.preventDefault()
  const filled = Object.fromEntries(new FormData(event.target as HTMLFormElement))
  try {
    const { advice } = await sendJson<Advised>('POST', '/demo/account', filled)
    keywise.sendSignalMethods(advice)
    const { user } = await load()
    find('title').textContent = `Hello, ${user.name}`
    say('Saved.')
  } catch (error) {
    tellRefusal(error)
  }
})

/** Browsers that cannot create one quietly take their time to say so. */
const quietMs = 2_500

async function open(): Promise<void> {
  const { user, method } = await load()
  const person = { id: user.id, name: user.name, fallbacks: ['password'] }
  const decision = await keywise.offerPasskey({ user: person, justUsed: method })
  if (decision.action === 'offer') offer(decision)
  if (decision.action !== 'conditional') return
  // The browser asks nothing: it makes one where its password manager has just filled in the password. Where it has
  // not, somebody may still want one.
  let isOffered = false
  const offerOnce = () => {
    if (!isOffered) offer(decision)
    isOffered = true
  }
  const waiting = setTimeout(offerOnce, quietMs)
  const isMade = await create(decision, askOptions(decision, 'decided'))
  clearTimeout(waiting)
  if (isMade) {
    show('offer', false)
    return say('Your browser has created a passkey for you. Next time it takes one tap.')
  }
  if (!isOffered) say('')
  offerOnce()
}
void open().catch(tellRefusal)

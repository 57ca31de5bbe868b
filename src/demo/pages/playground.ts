import { createKeywise } from '/sdk/keywise.js'
import type { ClientSignals } from '../../contract/decision.ts'
import { composeCurl } from '../../matrix/html/page/compose-commands.ts'
import { makeCopyButton } from '../../matrix/html/page/copy-text.ts'
import { make, onClick } from '../../matrix/html/page/element.ts'
import { composeFixture } from './compose-fixture.ts'
import { composeRequest } from './compose-request.ts'
import { composeSdkCode } from './compose-sdk-code.ts'
import type { Explained } from './explained.ts'
import { find, readKey, whenClicked } from './find-element.ts'
import {
  type ChosenPasskey,
  type ClientName,
  clientPresets,
  type DeviceSituation,
  deviceSituations,
  emptySituation,
  type PasskeyKindName,
  passkeyKinds,
  type Situation,
  situationPresets,
} from './presets.ts'
import { renderGrounds, renderVerdict } from './render-explained.ts'
import { sendJson } from './send-json.ts'

const own = await createKeywise({ key: readKey() }).readSignals()
const signalsOf = (client: ClientName): ClientSignals =>
  client === 'this-browser'
    ? { ...own, userAgent: own.userAgent ?? navigator.userAgent }
    : clientPresets[client].signals

const field = (id: string) => find<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>(id)
const options = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([value, label]) => make('option', { value }, label))
const labelsOf = (kinds: Readonly<Record<string, { readonly label: string }>>) =>
  Object.fromEntries(Object.entries(kinds).map(([name, { label }]) => [name, label]))

/** Signals that are yes, no or not told, with the field that says so. */
const flags = {
  webauthn: 'webauthn',
  userVerifyingPlatformAuthenticator: 'platform-authenticator',
  conditionalMediation: 'conditional',
  bluetooth: 'bluetooth',
} as const
const writeFlag = (value: boolean | undefined) => (value === undefined ? '' : String(value))
const readFlag = (text: string) => (text === '' ? undefined : text === 'true')

let signals: ClientSignals = {}
let passkeys: readonly ChosenPasskey[] = []

function fillSignals(client: ClientName): void {
  signals = signalsOf(client)
  field('user-agent').value = signals.userAgent ?? ''
  for (const [name, id] of Object.entries(flags))
    field(id).value = writeFlag(signals[name as keyof typeof flags])
  field('hints').value = signals.clientHints ? JSON.stringify(signals.clientHints, null, 2) : ''
  field('capabilities').value = signals.clientCapabilities
    ? JSON.stringify(signals.clientCapabilities, null, 2)
    : ''
}

function fill(preset: Partial<Situation>): void {
  const situation = { ...emptySituation, ...preset }
  field('purpose').value = situation.purpose
  field('state').value = situation.state
  find<HTMLInputElement>('identified').checked = situation.isIdentified
  field('fallbacks').value = situation.fallbacks.join(', ')
  field('just-used').value = situation.justUsed
  field('device').value = situation.device
  field('client').value = situation.client
  fillSignals(situation.client)
  passkeys = situation.passkeys
  renderChosen()
}

/** JSON of an object that the browser owns; undefined where the field is empty. @throws where it is none */
function readObject(id: 'hints' | 'capabilities'): Record<string, unknown> | undefined {
  const text = field(id).value.trim()
  const problem = find(`${id}-problem`)
  problem.textContent = ''
  if (text === '') return undefined
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
    throw new Error('not an object')
  } catch (error) {
    problem.textContent = `This is not a JSON object: ${error instanceof Error ? error.message : ''}`
    throw error
  }
}

function readSignals(): ClientSignals {
  const { userAgent: _text, clientHints: _hints, clientCapabilities: _capabilities, ...rest } = signals
  const hints = readObject('hints')
  const capabilities = readObject('capabilities')
  const told = Object.entries(flags).map(([name, id]) => [name, readFlag(field(id).value)])
  const userAgent = field('user-agent').value.trim()
  const all = {
    ...rest,
    ...Object.fromEntries(told),
    ...(userAgent !== '' && { userAgent }),
    clientHints: hints,
    clientCapabilities: capabilities,
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

const read = (): Situation => ({
  client: field('client').value as ClientName,
  signals: readSignals(),
  purpose: field('purpose').value as Situation['purpose'],
  isIdentified: find<HTMLInputElement>('identified').checked,
  state: field('state').value as Situation['state'],
  fallbacks: field('fallbacks')
    .value.split(',')
    .map((method) => method.trim())
    .filter((method) => method !== ''),
  device: field('device').value as DeviceSituation,
  justUsed: field('just-used').value as Situation['justUsed'],
  passkeys,
})

function renderChosen(): void {
  const isNone = passkeys.length === 0
  find('chosen').replaceChildren(
    ...(isNone ? [make('li', { class: 'muted' }, 'None.')] : passkeys.map(renderRow)),
  )
}

const madeLabels = { false: 'made elsewhere', true: 'made in this browser' }
const usedLabels = { never: 'never used', yesterday: 'used yesterday', 'last-year': 'used a year ago' }

function renderRow(passkey: ChosenPasskey, index: number): HTMLElement {
  const change = (changed: Partial<ChosenPasskey>) => {
    passkeys = passkeys.map((one, place) => (place === index ? { ...one, ...changed } : one))
    update()
  }
  const select = (
    label: string,
    labels: Readonly<Record<string, string>>,
    value: string,
    act: (value: string) => void,
  ) => {
    const element = make('select', { 'aria-label': `Passkey ${index + 1}: ${label}` }, ...options(labels))
    element.value = value
    element.addEventListener('change', () => act(element.value))
    return element
  }
  return make(
    'li',
    {},
    select('provider', labelsOf(passkeyKinds), passkey.kind, (kind) =>
      change({ kind: kind as PasskeyKindName }),
    ),
    select('where', madeLabels, String(passkey.isMadeHere), (value) =>
      change({ isMadeHere: value === 'true' }),
    ),
    select('last use', usedLabels, passkey.lastUsed, (value) =>
      change({ lastUsed: value as ChosenPasskey['lastUsed'] }),
    ),
    onClick(
      make(
        'button',
        { type: 'button', class: 'plain', 'aria-label': `Remove passkey ${index + 1}` },
        'Remove',
      ),
      () => {
        passkeys = passkeys.filter((_one, place) => place !== index)
        renderChosen()
        find('add-passkey').focus()
        update()
      },
    ),
  )
}

const say = (text: string): void => {
  find('status').textContent = text
}

const count = (many: number, word: string): string => `${many} ${word}${many === 1 ? '' : 's'}`
const modeWords: Readonly<Record<string, string>> = {
  required: 'dialog',
  conditional: 'suggestions in the field',
  immediate: 'dialog only where a passkey is here',
}

function renderPlan({ ceremony, fallbacks, passive }: Explained): void {
  const rows: readonly (readonly [string, string])[] = [
    ...(ceremony === undefined
      ? []
      : [
          [
            'ceremony',
            [
              modeWords[ceremony.uiMode ?? ceremony.mediation ?? ''] ?? '',
              ceremony.announce ? 'announced first' : '',
              ceremony.hints.length > 0 ? `hints ${ceremony.hints.join(', ')}` : '',
              `names ${count(ceremony.allowCredentials.length, 'passkey')}`,
              `${count(ceremony.maxAttempts, 'attempt')} at most`,
            ]
              .filter((part) => part !== '')
              .join(' · '),
          ] as const,
        ]),
    ['other methods', fallbacks.join(', ') || 'none'],
    ...(passive === 'none' ? [] : [['stays armed', passive] as const]),
  ]
  find('plan').replaceChildren(
    ...rows.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]),
  )
}

let turn = 0

async function update(): Promise<void> {
  const mine = ++turn
  try {
    find('just-used-field').hidden = field('purpose').value !== 'registration'
    const request = composeRequest(read(), Date.now())
    const explained = await sendJson<Explained>('POST', '/demo/playground/explain', request)
    if (mine !== turn) return
    find('problem').textContent = ''
    find('verdict').replaceChildren(renderVerdict(explained, explained.rule?.name))
    renderPlan(explained)
    find('copy').replaceChildren(
      makeCopyButton('Copy as curl', composeCurl({ request }, location.origin), say),
      makeCopyButton('Copy as fixture', composeFixture(request, explained), say),
      makeCopyButton('Copy as SDK code', composeSdkCode(request, explained), say),
    )
    const open = new Set(
      [...document.querySelectorAll('#grounds details[open] > summary')].map(
        ({ textContent }) => textContent,
      ),
    )
    find('grounds').replaceChildren(renderGrounds(explained))
    for (const summary of document.querySelectorAll('#grounds summary'))
      if (open.has(summary.textContent)) summary.parentElement?.setAttribute('open', '')
  } catch (error) {
    if (mine === turn)
      find('problem').textContent = error instanceof Error ? error.message : 'This did not work.'
  }
}

const pauseMs = 200
let pause: ReturnType<typeof setTimeout> | undefined
const updateSoon = (): void => {
  clearTimeout(pause)
  pause = setTimeout(update, pauseMs)
}

field('preset').append(
  ...options(Object.fromEntries(situationPresets.map(({ label }, index) => [index, label]))),
)
field('device').append(...options(deviceSituations))
field('client').append(...options({ 'this-browser': 'This browser', ...labelsOf(clientPresets) }))

field('preset').addEventListener('change', () => fill(situationPresets[Number(field('preset').value)] ?? {}))
field('client').addEventListener('change', () => fillSignals(field('client').value as ClientName))
whenClicked('add-passkey', () => {
  passkeys = [...passkeys, { kind: 'icloud', isMadeHere: false, lastUsed: 'yesterday' }]
  renderChosen()
  updateSoon()
})
find('situation').addEventListener('input', updateSoon)
find('situation').addEventListener('change', updateSoon)
find('situation').addEventListener('submit', (event) => event.preventDefault())

fill(situationPresets[0] ?? {})
void update()

import { make, onClick } from '../../matrix/html/page/element.ts'
import { tellPlace, tellTime } from './words.ts'

/** A passkey as `GET /v1/users/{id}` tells it. */
export interface Passkey {
  readonly id: string
  readonly name?: string | null
  readonly provider?: string | null
  readonly createdAt?: string | null
  readonly lastUsedAt?: string | null
  readonly backupEligible?: boolean | 'unknown'
  readonly madeOn?: { readonly os: string; readonly browser: string } | null
}
interface Actions {
  readonly rename: (id: string, name: string) => void
  readonly remove: (id: string) => void
}

export function renderPasskeys(passkeys: readonly Passkey[], actions: Actions): HTMLElement[] {
  if (passkeys.length === 0) return [make('li', { class: 'muted' }, 'None yet.')]
  return passkeys.map((passkey) => renderPasskey(passkey, actions))
}

const nameOf = ({ name, provider }: Passkey): string => name || provider || 'Passkey'

function renderPasskey(passkey: Passkey, { rename, remove }: Actions): HTMLElement {
  const { id, provider, createdAt, lastUsedAt, madeOn, backupEligible } = passkey
  const name = nameOf(passkey)
  const made = madeOn ? `Made in ${tellPlace(madeOn.os, madeOn.browser)}, ` : 'Made '
  const facts = [
    provider && provider !== name ? `${provider}. ` : '',
    `${made}${tellTime(createdAt)}. `,
    backupEligible === false ? 'Stays on that device. ' : '',
  ].join('')

  const field = make('input', { id: `name-${id}`, value: name, maxlength: 256, required: true })
  const renameForm = make(
    'form',
    { class: 'inline', hidden: true },
    make('label', { for: `name-${id}` }, 'New name'),
    field,
    make('button', { type: 'submit' }, 'Save name'),
  )
  renameForm.addEventListener('submit', (event) => {
    event.preventDefault()
    rename(id, field.value)
  })
  const confirm = make(
    'div',
    { class: 'inline', hidden: true },
    make('p', {}, `Delete ${name}? You can then no longer log in with it.`),
    onClick(make('button', { type: 'button', class: 'danger' }, 'Yes, delete'), () => remove(id)),
  )
  const toggle = (label: string, element: HTMLElement, other: HTMLElement, focus: () => void) => {
    const button = make(
      'button',
      { type: 'button', class: 'plain', 'aria-label': `${label} ${name}`, 'aria-expanded': 'false' },
      label,
    )
    return onClick(button, () => {
      other.hidden = true
      element.hidden = !element.hidden
      button.setAttribute('aria-expanded', String(!element.hidden))
      if (!element.hidden) focus()
    })
  }
  return make(
    'li',
    {},
    make(
      'div',
      { class: 'passkey-head' },
      make('strong', {}, name),
      make('span', { class: 'used' }, `Last used: ${tellTime(lastUsedAt)}`),
    ),
    make('p', { class: 'muted' }, facts),
    make(
      'div',
      { class: 'buttons' },
      toggle('Rename', renameForm, confirm, () => field.select()),
      toggle('Delete', confirm, renameForm, () => confirm.querySelector('button')?.focus()),
    ),
    renameForm,
    confirm,
  )
}

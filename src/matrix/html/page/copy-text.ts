import { make, onClick } from './element.ts'

const shownMs = 2500

/** A button that copies, and says whether it did: on itself and to those who listen. */
export const makeCopyButton = (
  label: string,
  text: string,
  announce: (message: string) => void,
): HTMLButtonElement => {
  const button = make('button', { type: 'button' }, label)
  return onClick(button, async () => {
    const done = await copy(text)
    button.textContent = done ? 'Copied' : 'Could not copy'
    announce(done ? `Copied: ${label.replace(/^Copy (as )?/, '')}` : 'The browser did not let the page copy')
    setTimeout(() => {
      button.textContent = label
    }, shownMs)
  })
}

/** The clipboard of today, or the way browsers had before where a file may not use it. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const before = document.activeElement
    const field = make('textarea', { class: 'vh', 'aria-hidden': 'true' })
    field.value = text
    document.body.append(field)
    field.select()
    const done = document.execCommand('copy')
    field.remove()
    if (before instanceof HTMLElement) before.focus()
    return done
  }
}

import { make, onClick } from './element.ts'

const themes = ['system', 'light', 'dark'] as const
type Theme = (typeof themes)[number]

const store = 'keywise-theme'

/** Some browsers keep nothing for files, and say so by throwing. */
function readTheme(): Theme {
  try {
    const kept = localStorage.getItem(store)
    return themes.find((theme) => theme === kept) ?? 'system'
  } catch {
    return 'system'
  }
}

function keepTheme(theme: Theme): void {
  try {
    localStorage.setItem(store, theme)
  } catch {
    // It holds for this page then.
  }
}

/** A button that goes from the scheme of the system to light to dark. */
export function makeThemeSwitch(): HTMLElement {
  const button = make('button', { type: 'button', class: 'plain theme', 'data-key': 'theme' })
  const show = (theme: Theme) => {
    document.documentElement.dataset.theme = theme
    button.textContent = `Colours: ${theme}`
  }
  let theme = readTheme()
  show(theme)
  return onClick(button, () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system'
    show(theme)
    keepTheme(theme)
  })
}

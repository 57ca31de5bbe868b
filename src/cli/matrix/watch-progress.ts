import type { Terminal } from '../command.ts'

const patienceMs = 1000
const betweenMs = 100

/** Tells somebody who watches how far a run has come when it takes its time, and how long it took. */
export function watchProgress(terminal: Terminal): (done: number, total: number) => void {
  if (!terminal.isWatched) return () => {}
  const started = Date.now()
  let told = started + patienceMs - betweenMs
  return (done, total) => {
    const now = Date.now()
    if (done === total) {
      terminal.err(`\r\u001b[K${total} fixtures in ${((now - started) / 1000).toFixed(1)} s\n`)
    } else if (now - told >= betweenMs) {
      told = now
      const text = Number.isFinite(total) ? `${done} of ${total} fixtures` : 'writing the tables out'
      terminal.err(`\r${text}\u001b[K`)
    }
  }
}

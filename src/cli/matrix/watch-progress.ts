import type { Terminal } from '../command.ts'

const patienceMs = 1000

/** Tells somebody who watches how far a run has come when it takes its time, and how long it took. */
export function watchProgress(terminal: Terminal): (done: number, total: number) => void {
  if (!terminal.isWatched) return () => {}
  const started = Date.now()
  return (done, total) => {
    const elapsedMs = Date.now() - started
    if (done === total) terminal.err(`\r\u001b[K${total} fixtures in ${(elapsedMs / 1000).toFixed(1)} s\n`)
    else if (elapsedMs > patienceMs) terminal.err(`\r${done} of ${total} fixtures\u001b[K`)
  }
}

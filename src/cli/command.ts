import { styleText } from 'node:util'

type Style = 'red' | 'green' | 'yellow' | 'dim' | 'bold'

/** Colours a text where people read it in a terminal; leaves it alone under NO_COLOR and in a pipe. */
export type Paint = (style: Style, text: string) => string

/** What a command may touch: data goes to `out`, progress and complaints to `err`. */
export interface Terminal {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly readInput: () => Promise<string>
  /** Somebody types at standard input: nothing is piped in. */
  readonly isTyped: boolean
  /** For what goes to `out`. */
  readonly paint: Paint
  /** For what goes to `err`. */
  readonly paintError: Paint
  /** Somebody watches `err`: progress may be shown there. */
  readonly isWatched: boolean
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface Command {
  /** Shown by `--help`: options and examples. */
  readonly help: string
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<ExitCode>
}

/** 0 ok, 1 unexpected, 2 usage, 3 rules invalid, 4 fixtures failed, 5 more changed decisions than allowed. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5

/** What was asked cannot be done as it was written; the message says how it can. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export function createTerminal(): Terminal {
  const { env, stdout, stderr, stdin } = process
  // `keywise matrix | head -1` closes our output early: that is the reader's right, and no reason to fail.
  for (const stream of [stdout, stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  // https://no-color.org: set to anything but the empty string.
  const wanted = env.NO_COLOR === undefined || env.NO_COLOR === ''
  const painter =
    (stream: NodeJS.WriteStream): Paint =>
    (style, text) =>
      wanted && stream.isTTY ? styleText(style, text) : text
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    paint: painter(stdout),
    paintError: painter(stderr),
    isTyped: stdin.isTTY === true,
    isWatched: stderr.isTTY === true,
    env,
    async readInput() {
      const chunks: Buffer[] = []
      for await (const chunk of stdin) chunks.push(Buffer.from(chunk))
      return Buffer.concat(chunks).toString('utf8')
    },
  }
}

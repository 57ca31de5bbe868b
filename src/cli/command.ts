import { styleText } from 'node:util'

/** What a command may touch: data goes to `out`, progress and complaints to `err`. */
export interface Terminal {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly readInput: () => Promise<string>
  /** Colour for what people read on stderr or a terminal; identity under NO_COLOR or in a pipe. */
  readonly paint: (style: 'red' | 'green' | 'yellow' | 'dim' | 'bold', text: string) => string
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface Command {
  readonly name: string
  readonly summary: string
  /** Shown by `--help`: options and examples. */
  readonly help: string
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<ExitCode>
}

/** 0 ok, 1 unexpected, 2 usage, 3 rules invalid, 4 fixtures failed, 5 more changed decisions than allowed. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5

/** The command line was wrong; the message says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export function createTerminal(): Terminal {
  const { env, stdout, stderr, stdin } = process
  const colourful = stdout.isTTY === true && env.NO_COLOR === undefined
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    paint: (style, text) => (colourful ? styleText(style, text) : text),
    env,
    async readInput() {
      const chunks: Buffer[] = []
      for await (const chunk of stdin) chunks.push(Buffer.from(chunk))
      return Buffer.concat(chunks).toString('utf8')
    },
  }
}

import { parseArgs } from 'node:util'

export interface BenchOptions {
  /** How many users the databases have, one after the other. */
  readonly users: readonly number[]
  /** How long one round of load takes. */
  readonly seconds: number
  readonly rounds: number
  readonly json: boolean
  /** Where the server writes CPU profiles (`node --cpu-prof`); null: none. */
  readonly profileDir: string | null
}

export const benchHelp = `usage: npm run bench -- [options]

  --users 1000,100000   sizes of the databases
  --full                the same and one of 1,000,000 users
  --seconds 6           length of one round of load
  --rounds 3            rounds of each server, taken in turn; medians are shown
  --json                figures as JSON, nothing else
  --profile DIR         CPU profiles of the server
`

/** @throws Error in words when the arguments are wrong */
export function parseBenchOptions(args: readonly string[]): BenchOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      users: { type: 'string' },
      full: { type: 'boolean', default: false },
      seconds: { type: 'string', default: '6' },
      rounds: { type: 'string', default: '3' },
      json: { type: 'boolean', default: false },
      profile: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return 'help'
  const users = values.users ?? (values.full ? '1000,100000,1000000' : '1000,100000')
  return {
    users: users.split(',').map((text) => readNumber('--users', text)),
    seconds: readNumber('--seconds', values.seconds),
    rounds: readNumber('--rounds', values.rounds),
    json: values.json,
    profileDir: values.profile ?? null,
  }
}

function readNumber(flag: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new Error(`${flag}: \`${text}\` is not a whole number above 0`)
}

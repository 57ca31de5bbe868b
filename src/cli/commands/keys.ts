import {
  addAccessKey,
  type KeyKind,
  keyKinds,
  listAccessKeys,
  removeAccessKey,
} from '../../http/access-keys.ts'
import { type Command, UsageError } from '../command.ts'
import { readArguments } from '../read-arguments.ts'
import { readConfig } from '../read-config.ts'
import { suggestWord } from '../suggest-word.ts'

export const keysCommand: Command = {
  help: `
usage: keywise keys [list] | create KIND | remove ID   [--data-dir DIR] [--json]

KIND is one of:
  secret        for your back end: everything about users
  publishable   for login pages: decisions and outcomes, from the origins in KEYWISE_ORIGINS
  admin         for rules, switches and records of decisions
A key is shown once, when it is made: only its hash is kept.
A running service reads its keys at its start: restart it after a change.

examples:
  keywise keys list
  keywise keys create secret
  keywise keys remove secret-1a2b3c4d
`,
  async run(args, terminal) {
    const options = { 'data-dir': { type: 'string' }, json: { type: 'boolean' } } as const
    const { values, positionals } = readArguments(args, options, 2)
    const { dataDir } = await readConfig(values, terminal)
    const [verb = 'list', word] = positionals
    const print = (value: unknown, text: string) =>
      terminal.out(values.json ? `${JSON.stringify(value, null, 2)}\n` : text)
    if (verb === 'list') {
      const keys = await listAccessKeys(dataDir)
      print(
        keys,
        keys.map(({ id, createdAt }) => `${id}  ${createdAt}\n`).join('') ||
          `no keys are kept in ${dataDir}; the first \`keywise serve\` makes one of each kind\n`,
      )
      return 0
    }
    if (verb === 'create') {
      if (!isKeyKind(word)) throw new UsageError(explainKind(word))
      const made = await addAccessKey(dataDir, word, Date.now())
      print(made, `${made.key}\n`)
      terminal.err(`this key is shown once: keep it; a running service knows it after a restart\n`)
      return 0
    }
    if (verb === 'remove') {
      if (word === undefined) throw new UsageError('the id of a key is needed; see `keywise keys list`')
      if (!(await removeAccessKey(dataDir, word))) throw new UsageError(`no key has the id \`${word}\``)
      print({ removed: word }, `${word} is removed\n`)
      return 0
    }
    throw new UsageError(`unknown verb \`${verb}\`; ${suggestWord(verb, verbs)}`)
  },
}

const isKeyKind = (word: string | undefined): word is KeyKind => keyKinds.some((kind) => kind === word)
const verbs = ['list', 'create', 'remove']

const explainKind = (word: string | undefined): string =>
  word === undefined
    ? `a kind of key is needed: ${keyKinds.join(', ')}`
    : `unknown kind of key \`${word}\`; ${suggestWord(word, keyKinds)}`

import { parseArgs } from 'node:util'
import {
  addAccessKey,
  type KeyKind,
  keyKinds,
  listAccessKeys,
  removeAccessKey,
} from '../../http/access-keys.ts'
import { explainConfigProblems } from '../../http/load-config.ts'
import { type Command, UsageError } from '../command.ts'
import { readConfig } from '../read-config.ts'

export const keysCommand: Command = {
  name: 'keys',
  summary: 'list, make and remove API keys',
  help: `
usage: keywise keys list | create KIND | remove ID   [--data-dir DIR] [--json]

KIND is ${keyKinds.join(', ')}. A key is shown once, when it is made: only its hash is kept.
A running service reads its keys at its start: restart it after a change.

examples:
  keywise keys list
  keywise keys create secret
  keywise keys remove secret-1a2b3c4d
`,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { 'data-dir': { type: 'string' }, json: { type: 'boolean' } },
    })
    const dataDir = values['data-dir']
    const { config, problems } = await readConfig(
      dataDir === undefined ? [] : ['--data-dir', dataDir],
      terminal,
    )
    if (config === null) {
      terminal.err(`${explainConfigProblems(problems)}\n`)
      return 2
    }
    const [verb = 'list', word] = positionals
    const print = (value: unknown, text: string) =>
      terminal.out(values.json ? `${JSON.stringify(value, null, 2)}\n` : text)
    if (verb === 'list') {
      const keys = await listAccessKeys(config.dataDir)
      print(
        keys,
        keys.map(({ id, createdAt }) => `${id}  ${createdAt}\n`).join('') || 'no keys are kept here\n',
      )
      return 0
    }
    if (verb === 'create') {
      if (!isKeyKind(word)) throw new UsageError(`a kind of key is needed: ${keyKinds.join(', ')}`)
      const made = await addAccessKey(config.dataDir, word, Date.now())
      print(made, `${made.key}\n`)
      return 0
    }
    if (verb === 'remove') {
      if (word === undefined) throw new UsageError('the id of a key is needed; see `keywise keys list`')
      if (!(await removeAccessKey(config.dataDir, word)))
        throw new UsageError(`no key has the id \`${word}\``)
      print({ removed: word }, `${word} is removed\n`)
      return 0
    }
    throw new UsageError(`unknown verb \`${verb}\`; one of: list, create, remove`)
  },
}

const isKeyKind = (word: string | undefined): word is KeyKind => keyKinds.some((kind) => kind === word)

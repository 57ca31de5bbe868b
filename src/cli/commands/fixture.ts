import { type Command, UsageError } from '../command.ts'
import { addFixture } from '../fixture/add-fixture.ts'
import { fixtureHelp, fixtureOptions } from '../fixture/read-fixture-options.ts'
import { readArguments } from '../read-arguments.ts'
import { suggestWord } from '../suggest-word.ts'

export const fixtureCommand: Command = {
  help: fixtureHelp,
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, fixtureOptions, 1)
    const [verb] = positionals
    if (verb !== 'add')
      throw new UsageError(
        verb === undefined
          ? 'what to do with a fixture? `keywise fixture add`'
          : `unknown verb \`${verb}\`; ${suggestWord(verb, ['add'])}`,
      )
    return addFixture(values, terminal)
  },
}

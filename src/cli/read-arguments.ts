import { parseArgs } from 'node:util'
import { UsageError } from './command.ts'
import { suggestWord } from './suggest-word.ts'

interface Options {
  readonly [name: string]: { readonly type: 'string' | 'boolean' }
}

/** Values by option; which type each has follows from how the option was declared. */
export interface Arguments<T extends Options> {
  readonly values: {
    readonly [Name in keyof T]?: (T[Name]['type'] extends 'boolean' ? boolean : string) | undefined
  }
  readonly positionals: readonly string[]
}

/**
 * The options and at most `mostWords` other words of a command line.
 * @throws UsageError for everything that is not known, with the nearest option
 */
export function readArguments<T extends Options>(
  args: readonly string[],
  options: T,
  mostWords?: number,
): Arguments<T>
export function readArguments(
  args: readonly string[],
  options: Options,
  mostWords = 0,
): {
  readonly values: Readonly<Record<string, string | boolean | undefined>>
  readonly positionals: readonly string[]
} {
  checkOptions(args, options)
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
  const extra = positionals[mostWords]
  if (extra !== undefined) throw new UsageError(`unexpected \`${extra}\`: nothing belongs there`)
  return { values, positionals }
}

/** `parseArgs` would say the same in three lines and without the nearest word. */
function checkOptions(args: readonly string[], options: Options): void {
  const { tokens } = parseArgs({
    args: [...args],
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  })
  const names = Object.keys(options).map((name) => `--${name}`)
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const { rawName, value, inlineValue } = token
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined
    if (option === undefined)
      throw new UsageError(`unknown option \`${rawName}\`; ${suggestWord(rawName, names)}`)
    const isMissing = value === undefined || (!inlineValue && /^-./.test(value))
    if (option.type === 'string' && isMissing) {
      const help = value === undefined ? '' : `; where it begins with \`-\`, write \`${rawName}=${value}\``
      throw new UsageError(`option \`${rawName}\` needs a value${help}`)
    }
    if (option.type === 'boolean' && value !== undefined)
      throw new UsageError(`option \`${rawName}\` takes no value`)
  }
}

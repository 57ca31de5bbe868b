import { RuleFolderError } from '../../files/install-rules.ts'

/** What is no mistake of Keywise is told with what to do. */
export function explainFolderError(error: unknown): never {
  if (error instanceof RuleFolderError && error.code === 'read-only')
    throw new Error(
      `${error.message}: publish where its files come from (such as Git), or set KEYWISE_RULES_SOURCE=store`,
      { cause: error },
    )
  throw error
}

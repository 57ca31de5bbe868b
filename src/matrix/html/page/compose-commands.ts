import type { MatrixFixture } from '../../../contract/matrix.ts'

/** One word for a POSIX shell, whatever it holds. */
export const quoteForShell = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** Asks a running Keywise what this fixture asks; `$KEYWISE_URL` and the key come from the reader's shell. */
export const composeCurl = ({ request }: Pick<MatrixFixture, 'request'>, url = '$KEYWISE_URL'): string =>
  [
    `curl "${url}/v1/decisions/explain"`,
    '-H "authorization: Bearer $KEYWISE_ADMIN_KEY"',
    "-H 'content-type: application/json'",
    `--data-raw ${quoteForShell(JSON.stringify(request))}`,
  ].join(' \\\n  ')

export const composeMatrixCommand = ({ id }: Pick<MatrixFixture, 'id'>): string =>
  `npx keywise matrix --filter ${quoteForShell(`id=${id}`)}`

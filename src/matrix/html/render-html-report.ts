import type { MatrixView } from '../../contract/matrix.ts'

/** Stands in until the report is there. @throws always */
export function renderHtmlReport(_view: MatrixView): string {
  throw new Error('the HTML report is not part of this build yet; choose another --output')
}

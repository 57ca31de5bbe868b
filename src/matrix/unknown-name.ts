import { findNearestWord } from '../contract/nearest-word.ts'

/** The end of a line about an unknown name: the nearest one, where there is one. */
export function didYouMean(word: string, known: readonly string[]): string {
  const nearest = findNearestWord(word, known)
  return nearest === undefined ? '' : `; did you mean \`${nearest}\`?`
}

/** Whether a name may stand in a file that cannot be used: it is not called unknown then, for the file is told. */
export const isUnsure = (unreadable: readonly string[], files: RegExp): boolean =>
  unreadable.some((file) => files.test(file))

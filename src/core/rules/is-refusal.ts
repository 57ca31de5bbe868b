import type { Rule } from '../../contract/rule-files.ts'

/** A rule that sends people away, for whatever purpose: whoever its percentage spares has lost nothing by it. */
export const isRefusal = ({ event }: Rule): boolean => event.type === 'fallback' || event.type === 'skip'

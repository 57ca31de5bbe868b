/** A rule that sends people away, for whatever purpose: whoever its percentage spares has lost nothing by it. */
export const isRefusal = ({ event }: { readonly event: { readonly type?: unknown } }): boolean =>
  event.type === 'fallback' || event.type === 'skip'

/** Answers leave on the edges of slots of this length, counted from the arrival of the request. */
const slotMs = 10

/**
 * Hides how long the work took: the same work for known and unknown users still tells them apart by microseconds. The
 * timer starts with the request, not after the work, so that its own rounding says nothing about the work either.
 */
export function startReplySlot(): { readonly end: () => Promise<void> } {
  const startedAt = performance.now()
  let firstIsOver = false
  const first = new Promise<void>((resolve) => {
    setTimeout(() => {
      firstIsOver = true
      resolve()
    }, slotMs)
  })
  return {
    end: () => {
      if (!firstIsOver) return first
      const rest = slotMs - ((performance.now() - startedAt) % slotMs)
      return new Promise((resolve) => setTimeout(resolve, rest))
    },
  }
}

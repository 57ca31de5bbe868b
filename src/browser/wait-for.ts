/**
 * What `work` gives, or undefined when it fails or takes longer than `ms`: its signal is aborted then, and what it may
 * still give is dropped. For everything that somebody else can hang: servers, and extensions that patch browser calls.
 */
export async function waitFor<T>(
  ms: number,
  work: (signal: AbortSignal) => T | Promise<T>,
): Promise<T | undefined> {
  const late = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const deadline = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => {
      resolve(undefined)
      late.abort()
    }, ms)
  })
  // An async function, so that a call that throws at once is a failure like any other.
  const done = (async () => work(late.signal))().catch(() => undefined)
  const first = await Promise.race([done, deadline])
  clearTimeout(timer)
  return first
}

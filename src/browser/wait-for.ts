/**
 * What `work` gives, or undefined when it fails or takes longer than `ms`: its signal is aborted then, and what it may
 * still give is dropped. For everything that somebody else can hang: servers, and extensions that patch browser calls.
 */
export function waitFor<T>(
  ms: number,
  work: (signal: AbortSignal) => T | Promise<T>,
): Promise<T | undefined> {
  const late = new AbortController()
  return Promise.race([
    // An async function, so that a call that throws at once is a failure like any other.
    (async () => work(late.signal))().catch(() => undefined),
    new Promise<undefined>((resolve) => {
      setTimeout(() => {
        resolve(undefined)
        late.abort()
      }, ms)
    }),
  ])
}

// @ts-check

/** Not `KEYWISE_...`: those are Keywise's own settings, and it takes one that it does not know for a mistake. */
const url = process.env.URL_OF_KEYWISE ?? 'http://localhost:3000'

/**
 * All there is to calling Keywise from a back end: JSON over HTTP with the secret key, and a limit to waiting.
 * @param {'GET' | 'POST' | 'PUT' | 'DELETE'} method
 * @param {string} path such as `/v1/decisions`
 * @param {unknown} [body]
 * @returns {Promise<any>}
 * @throws an error with `statusCode` and `problem` (RFC 9457) where Keywise refuses; another one where it is out of reach
 */
export async function callKeywise(method, path, body) {
  const response = await fetch(new URL(path, url), {
    method,
    headers: {
      authorization: `Bearer ${process.env.KEYWISE_SECRET_KEY}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    redirect: 'error', // a redirect would carry the key to somebody else
    signal: AbortSignal.timeout(3_000),
  })
  /** @type {any} */
  const answer = response.status === 204 ? {} : await response.json()
  if (response.ok) return answer
  const error = new Error(`Keywise answered ${response.status}: ${answer.code}`)
  throw Object.assign(error, { statusCode: response.status, problem: answer })
}

/**
 * The path of something about one user; ids may hold any letter.
 * @param {string} userId
 * @param {readonly string[]} rest
 */
export const userPath = (userId, ...rest) =>
  `/v1/users/${[userId, ...rest].map(encodeURIComponent).join('/')}`

/**
 * Reports a login that your back end has verified. It ends in a device token for the page to keep, or in `undefined`:
 * whatever is wrong with Keywise, the login goes on.
 * @param {{ token?: string, decisionId?: string }} decision the one the page acted on
 * @param {{ user: { id: string }, method: string, [field: string]: unknown }} login
 * @param {{ signals?: object, device?: object }} [client] where the login was, in case there is no decision to report to
 * @returns {Promise<string | undefined>}
 */
export async function reportLogin(decision, login, client = {}) {
  const report = (/** @type {object} */ to) =>
    callKeywise('POST', '/v1/outcomes', { ...to, result: 'success', ...login })
  try {
    const reported = await report(decision).catch(async (error) => {
      if (error.statusCode === undefined) throw error
      // No decision, one about somebody else, or one that is over: ask for one now.
      const { token } = await callKeywise('POST', '/v1/decisions', { user: login.user, ...client })
      return report({ token })
    })
    return reported.deviceToken
  } catch (error) {
    process.stderr.write(`not reported: ${error}\n`)
    return undefined
  }
}

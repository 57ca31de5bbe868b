import type { AuthenticationOptionsAnswer, CeremonyServer, VerifyAnswer } from './ceremony-server.ts'
import type { CoreParts } from './create-core.ts'

const path = '/v1/webauthn/authentication/'

/** Keywise's own endpoints, with the publishable key. */
export const createCeremonyServer = ({ post }: CoreParts): CeremonyServer => ({
  options: (asked, signal) => post<AuthenticationOptionsAnswer>(`${path}options`, asked, { signal }),
  verify: (asked, signal) =>
    post<VerifyAnswer>(`${path}verify`, asked, { signal }).catch((problem) => {
      if (problem.code !== 'verification-failed') throw problem
      return { verified: false, advice: problem.advice }
    }),
})

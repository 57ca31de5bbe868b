import type { Config } from './config.ts'

/** `/.well-known/webauthn`: https://www.w3.org/TR/webauthn-3/#sctn-related-origins */
export const buildRelatedOrigins = (origins: Iterable<string>): { origins: string[] } => ({
  origins: [...origins],
})

/** `/.well-known/passkey-endpoints`: https://w3c.github.io/webappsec-passkey-endpoints/passkey-endpoints.html */
export const buildPasskeyEndpoints = ({
  enrollUrl,
  manageUrl,
}: Pick<Config, 'enrollUrl' | 'manageUrl'>): { enroll?: string; manage?: string } => ({
  ...(enrollUrl === null ? {} : { enroll: enrollUrl }),
  ...(manageUrl === null ? {} : { manage: manageUrl }),
})

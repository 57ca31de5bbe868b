// @ts-check

/** What asks your identity provider for a passkey, if anything does; `phr` is OpenID's word for phishing-resistant. */
const passkeyAcr = process.env.IDP_PASSKEY_ACR ?? 'phr'

/**
 * What the decision means for the authorization request. It comes from the page and only steers: whoever needs a floor
 * checks `acr` of the ID token that comes back.
 * @param {{ email?: string, decided?: string, notYou?: string }} asked
 * @returns {Record<string, string>}
 */
export function chooseParameters({ email, decided, notYou }) {
  const wantsPasskey = passkeyAcr !== '' && (decided === 'passkey' || decided === 'cross-device')
  if (notYou !== undefined) return { prompt: 'select_account' }
  return {
    ...(email === undefined || email === '' ? {} : { login_hint: email }),
    ...(wantsPasskey ? { acr_values: passkeyAcr } : {}),
  }
}

/**
 * The method of a login at the identity provider, in Keywise's words, by `acr` and `amr` (RFC 8176; `pop` is in the EAP
 * ACR Values). Only what is told counts: an identity provider that tells nothing is `idp`.
 * @param {{ acr?: string, amr?: string[] }} claims
 */
export function readMethod({ acr, amr = [] }) {
  if ((acr === passkeyAcr && acr !== '') || ['hwk', 'swk', 'pop'].some((method) => amr.includes(method)))
    return 'passkey'
  return amr.includes('pwd') ? 'password' : 'idp'
}

/** What a host says when it has proven by its own recovery, outside of any login, who somebody is. */
export const hostRecovery = 'recovery'

/**
 * Whether what was just used lets somebody add a passkey to an account with a resistant floor. Only a back end may say
 * what was used, so saying it is vouching for it.
 * @param resistantMethods the methods other than passkeys that cannot be phished, from settings.json
 */
export const isResistantProof = (
  justUsed: string | undefined,
  resistantMethods: readonly string[],
): boolean =>
  justUsed !== undefined &&
  (justUsed === 'passkey' ||
    justUsed === 'cross-device' ||
    justUsed === hostRecovery ||
    resistantMethods.includes(justUsed))

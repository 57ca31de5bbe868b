/** Only Chromium tells; elsewhere the call itself is refused. */
interface PolicedDocument {
  readonly featurePolicy?: { features(): readonly string[]; allowsFeature(name: string): boolean }
}

/**
 * Does permissions policy let this frame use a feature? Frames of other origins need `allow="..."`. A feature that this
 * version does not police (`publickey-credentials-create` before Chromium 123) is not forbidden.
 */
export function isPermitted(feature: string): boolean {
  const policy = (document as PolicedDocument).featurePolicy
  return !policy?.features().includes(feature) || policy.allowsFeature(feature)
}

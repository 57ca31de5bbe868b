/** Only Chromium tells; elsewhere the call itself is refused. */
interface PolicedDocument {
  readonly featurePolicy?: { allowsFeature(name: string): boolean }
}

/** Does permissions policy let this frame use a feature? Frames of other origins need `allow="..."`. */
export const isPermitted = (feature: string): boolean =>
  (document as PolicedDocument).featurePolicy?.allowsFeature(feature) ?? true

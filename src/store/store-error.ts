/** `unavailable`: locked, gone or closed, try again later; `full`: no room left to write. */
export type StoreErrorCode = 'unavailable' | 'full'

/** The store cannot serve. Nothing of the failed call was kept. */
export class StoreError extends Error {
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreError'
    this.code = code
  }
}

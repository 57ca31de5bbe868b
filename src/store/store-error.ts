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

/** What is kept of a revision of rules is not what was kept: it is never used. */
export class AlteredRevisionError extends StoreError {
  constructor(revision: string, options?: ErrorOptions) {
    super('unavailable', `the files of revision ${revision} are not as they were kept`, options)
    this.name = 'AlteredRevisionError'
  }
}

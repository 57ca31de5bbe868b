import { createKeywise } from '/sdk/keywise.js'
import { find, readKey } from './find-element.ts'

/** A sign-up is a login too: with a decision of this browser it proves it, and the next visit is a return. */
const { token } = await createKeywise({ key: readKey() }).decide()
find<HTMLInputElement>('decision-token').value = token ?? ''

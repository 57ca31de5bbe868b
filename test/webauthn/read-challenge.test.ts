import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { createChallenge } from '../../src/webauthn/create-challenge.ts'
import { readChallenge } from '../../src/webauthn/read-challenge.ts'
import { times } from '../times.ts'

const told = (clientData: string | Uint8Array) => ({
  response: { clientDataJSON: Buffer.from(clientData).toString('base64url') },
})

describe('the challenge of a response', () => {
  it('is read out of what the client signed', () => {
    const challenge = createChallenge()
    expect(readChallenge(told(JSON.stringify({ type: 'webauthn.get', challenge })))).toBe(challenge)
  })

  it('is the last one where a client says two, as for every reader of JSON', () => {
    expect(readChallenge(told('{"challenge":"AAAA","challenge":"BBBB"}'))).toBe('BBBB')
  })

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'AAAA'],
    ['an empty object', {}],
    ['no response', { response: null }],
    ['no client data', { response: {} }],
    ['client data that is no text', { response: { clientDataJSON: 7 } }],
    ['client data that is no base64url', { response: { clientDataJSON: '?' } }],
    ['client data with padding', { response: { clientDataJSON: 'e30=' } }],
    ['client data that is no JSON', told('{')],
    ['client data that is no object', told('["challenge"]')],
    ['client data that is null', told('null')],
    ['client data that is no UTF-8', told(Buffer.from([0x7b, 0xff, 0x7d]))],
    ['no challenge', told('{}')],
    ['a challenge that is no text', told('{"challenge":7}')],
    ['an empty challenge', told('{"challenge":""}')],
    ['a challenge that is no base64url', told('{"challenge":"a b"}')],
  ])('is null for %s', (_, response) => {
    expect(readChallenge(response)).toBeNull()
  })

  test.prop([fc.anything({ withNullPrototype: true, withTypedArray: true })], times(500))(
    'never ends in an exception',
    (response) => {
      expect(readChallenge(response)).toBeNull()
    },
  )
})

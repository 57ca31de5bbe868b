import { hash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { verifyRegistrationResponse } from '@simplewebauthn/server'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createChallenge } from '../../src/webauthn/create-challenge.ts'
import { verifyRegistration } from '../../src/webauthn/verify-registration.ts'
import { createCertificate } from './create-certificate.ts'
import type { CborInput } from './encode-cbor.ts'
import { origin, rpId } from './lies.ts'
import { createKeyPair, createSoftAuthenticator } from './soft-authenticator.ts'

/** A server inside our own network, that nobody outside should be able to reach. */
async function openInside() {
  const visits: string[] = []
  const server = createServer((request, response) => {
    visits.push(request.url ?? '')
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  // INVARIANT: a listening TCP server has an address and a port.
  const { port } = server.address() as AddressInfo
  return { visits, address: `http://127.0.0.1:${port}/inside` }
}

const challenge = createChallenge()

/** A registration whose certificates say that revocations are told at an address. */
function makeRegistration(crlAddress: string) {
  const keyPair = createKeyPair('ES256')
  const root = createKeyPair('ES256')
  const clientDataJSON = JSON.stringify({ type: 'webauthn.create', challenge, origin, crossOrigin: false })
  const issuer = { issuer: 'root', issuerKey: root.privateKey }
  const x5c = [
    createCertificate({
      ...issuer,
      subject: 'leaf',
      publicKey: keyPair.publicKey,
      crlAddress,
      androidChallenge: hash('sha256', clientDataJSON, 'buffer'),
    }),
    createCertificate({ ...issuer, subject: 'root', publicKey: root.publicKey, crlAddress }),
  ]
  return createSoftAuthenticator({ rpId, origin }).register(
    { challenge, user: { id: 'AAAA' } },
    {
      format: 'android-key',
      keyPair,
      clientDataJSON,
      statement: () =>
        new Map<string, CborInput>([
          ['alg', -7],
          ['sig', Buffer.from('3006020101020101', 'hex')],
          ['x5c', x5c],
        ]),
    },
  )
}

describe('a registration with an address in its certificates', () => {
  it('would make the library fetch it, whoever signed them', async () => {
    const { visits, address } = await openInside()
    const { response, ...rest } = makeRegistration(address)
    await verifyRegistrationResponse({
      response: {
        id: rest.id,
        rawId: rest.rawId,
        type: 'public-key',
        response: { clientDataJSON: response.clientDataJSON, attestationObject: response.attestationObject },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
    }).catch(() => undefined)
    expect(visits).toEqual(expect.arrayContaining(['/inside']))
  })

  it('is refused without a look at it', async () => {
    const { visits, address } = await openInside()
    const terms = { challenge, rpId, origins: [origin], topOrigins: [], conditional: false }
    const found = await verifyRegistration(makeRegistration(address), {
      ...terms,
      userVerification: 'required',
    })
    expect(found).toEqual({ ok: false, reason: 'bad-attestation' })
    expect(visits).toEqual([])
  })
})

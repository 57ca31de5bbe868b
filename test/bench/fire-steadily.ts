import { connect, type Socket } from 'node:net'
import type { Fired } from './client-messages.ts'
import { measureLatencies } from './measure-latencies.ts'
import { createRandom } from './random.ts'

const sockets = 200
const longestWaitMs = 5000

interface Slot {
  readonly socket: Socket
  dueAt: number
  received: Buffer
}

/**
 * Sends requests at a steady mean rate, as independent people would: it does not wait for answers, and counts each
 * answer from when its request was due. (autocannon's own rate sends each second's requests in one burst.)
 */
export async function fireSteadily(
  { hostname, port }: URL,
  requests: readonly Buffer[],
  perSecond: number,
  seconds: number,
): Promise<Fired> {
  const random = createRandom(3)
  const measured = measureLatencies()
  const free: Slot[] = []
  const waiting: { readonly dueAt: number; readonly request: Buffer }[] = []
  let open = 0
  let failures = 0

  const send = (slot: Slot, dueAt: number, request: Buffer): void => {
    slot.dueAt = dueAt
    open += 1
    slot.socket.write(request)
  }
  const receive = (slot: Slot, chunk: Buffer): void => {
    slot.received = slot.received.length === 0 ? chunk : Buffer.concat([slot.received, chunk])
    const status = readCompleteStatus(slot.received)
    if (status === null) return
    slot.received = Buffer.alloc(0)
    open -= 1
    measured.add(status, performance.now() - slot.dueAt)
    const next = waiting.shift()
    if (next === undefined) free.push(slot)
    else send(slot, next.dueAt, next.request)
  }
  const slots = await Promise.all(
    Array.from({ length: sockets }, async (): Promise<Slot> => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true })
      await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
      const slot: Slot = { socket, dueAt: 0, received: Buffer.alloc(0) }
      socket.on('data', (chunk) => receive(slot, chunk))
      socket.on('error', () => {
        failures += 1
      })
      return slot
    }),
  )
  free.push(...slots)

  const startedAt = performance.now()
  const end = startedAt + seconds * 1000
  let dueAt = startedAt
  let number = 0
  while (dueAt < end) {
    const now = performance.now()
    for (; dueAt <= now && dueAt < end; number++) {
      const request = requests[number % requests.length]
      if (request === undefined) throw new RangeError('there is nothing to send')
      const slot = free.pop()
      if (slot === undefined) waiting.push({ dueAt, request })
      else send(slot, dueAt, request)
      dueAt += (-Math.log(1 - random.next()) / perSecond) * 1000
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  while (open > 0 && performance.now() < end + longestWaitMs) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  for (const { socket } of slots) socket.destroy()
  return measured.sum(failures + open + waiting.length)
}

/** The status of an answer once all of it is there. Answers of both servers tell their length. */
function readCompleteStatus(received: Buffer): number | null {
  const headEnd = received.indexOf('\r\n\r\n')
  if (headEnd < 0) return null
  const head = received.toString('latin1', 0, headEnd)
  const length = /content-length: (\d+)/i.exec(head)?.[1]
  if (length === undefined) throw new Error('an answer does not tell its length')
  return received.length >= headEnd + 4 + Number(length) ? Number(head.slice(9, 12)) : null
}

import { appendFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'

parentPort.postMessage({ kind: 'failed', code: 'unavailable', message: 'the disk is gone' })
appendFileSync(`${workerData.source.file}.beat`, '.')

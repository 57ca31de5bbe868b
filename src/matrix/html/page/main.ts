import type { MatrixView } from '../../../contract/matrix.ts'
import { createPage } from './page.ts'
import { unpackJson } from './unpack-json.ts'

const data = document.getElementById('data')
const head = document.getElementById('head')
const main = document.getElementById('main')
if (data === null || head === null || main === null)
  throw new Error('INVARIANT: the page has its three places')
createPage(unpackJson(JSON.parse(data.textContent ?? '')) as MatrixView, head, main)

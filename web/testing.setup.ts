// Before unit tests: WebAssembly from the package, as the worker has it from the server.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { initSync } from '@mtcute/wasm'

const wasm = dirname(createRequire(import.meta.url).resolve('@mtcute/wasm'))
initSync(new WebAssembly.Module(readFileSync(join(wasm, 'mtcute.wasm'))))

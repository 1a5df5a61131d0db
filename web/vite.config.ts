/// <reference types="vitest/config" />
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { defineConfig, type Plugin } from 'vite'
import solid from 'vite-plugin-solid'
import { licenses, notice } from './licenses'
import { trim } from './trim'

// The server puts the name of the build in place of BUILD, so files keep stable names and may be kept by browsers for ever.
const folder = '/a/BUILD/'

const server = process.env.CHAPPE_SERVER ?? 'http://127.0.0.1:8080'

const names = {
  entryFileNames: '[name].js',
  chunkFileNames: '[name].js',
  assetFileNames: '[name][extname]',
}

/** Tells the service worker what there is to keep. */
const kept: Plugin = {
  name: 'kept',
  apply: 'build',
  closeBundle() {
    const files = readdirSync('dist').filter((f) => /\.(js|css|wasm)$/.test(f) && f !== 'sw.js' && f !== 'mtcute.wasm').sort()
    writeFileSync('dist/sw.js', readFileSync('public/sw.js', 'utf8').replace('/* FILES */', files.map((f) => `'${f}'`).join(', ')))
  },
}

export default defineConfig(({ command }) => ({
  base: command === 'build' ? folder : '/',
  plugins: [solid(), notice(), licenses, kept],
  worker: { format: 'es', plugins: () => [trim(), notice()], rolldownOptions: { output: names } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: { output: { ...names, entryFileNames: 'app.js' } },
  },
  optimizeDeps: { exclude: ['@mtcute/wasm'] },
  server: {
    proxy: {
      '/apiws': { target: server.replace('http', 'ws'), ws: true, changeOrigin: true, headers: { origin: server } },
      '/server.json': server,
      '/claim': server,
    },
  },
  test: {
    environment: 'node',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['./testing.setup.ts'],
  },
}))

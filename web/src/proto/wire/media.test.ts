import { expect, test } from 'vitest'
import { packWaveform, waveformOf } from './media'

test('a waveform is packed and opened again', () => {
  const values = Array.from({ length: 100 }, (_, i) => (i * 7) % 32)
  expect(packWaveform(values)).toHaveLength(63)
  expect(waveformOf(packWaveform(values))).toEqual(values)
})

import { lazy } from 'solid-js'
import type { Sendable } from '../../store/outbox'
import type { Recorded } from './Recorder'

export const Recorder = lazy(async () => ({ default: (await import('./Recorder')).Recorder }))

/** Whether this browser can record. */
export const records = typeof MediaRecorder === 'function' && navigator.mediaDevices !== undefined

/** A voice note, ready to be sent. */
export const voiceOf = (r: Recorded): Sendable => ({
  file: { kind: 'voice', name: 'voice.ogg', mime: r.mime, bytes: r.blob.size, width: 0, height: 0, duration: r.duration, waveform: r.waveform },
  blob: r.blob, text: { text: '', entities: [] },
})

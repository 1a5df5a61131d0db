import { Long, type tl } from '@mtcute/core'
import type { OutFile, OutPoll } from '../../model/media'
import { packWaveform } from './media'

/** How a file that is up is named in a message. */
export function inputMedia(f: OutFile, file: tl.TypeInputFile, thumb: tl.TypeInputFile | undefined): tl.TypeInputMedia {
  if (f.kind === 'photo') return { _: 'inputMediaUploadedPhoto', file, spoiler: f.spoiler, ttlSeconds: f.ttl }
  return {
    _: 'inputMediaUploadedDocument', file, thumb, mimeType: f.mime, spoiler: f.spoiler, ttlSeconds: f.ttl,
    forceFile: f.kind === 'file' && f.duration === 0 ? true : undefined, attributes: attributesOf(f),
  }
}

function attributesOf(f: OutFile): tl.TypeDocumentAttribute[] {
  const name = { _: 'documentAttributeFilename', fileName: f.name } as const
  switch (f.kind) {
    case 'video':
      return [{ _: 'documentAttributeVideo', duration: f.duration, w: f.width, h: f.height, supportsStreaming: true }, name]
    case 'voice':
      return [{ _: 'documentAttributeAudio', voice: true, duration: Math.round(f.duration), waveform: packWaveform(f.waveform ?? []) }]
    default:
      if (f.duration > 0) return [{ _: 'documentAttributeAudio', duration: Math.round(f.duration), title: titleOf(f.name) }, name] // music
      return f.width > 0 ? [{ _: 'documentAttributeImageSize', w: f.width, h: f.height }, name] : [name]
  }
}

const titleOf = (name: string): string => name.replace(/\.[^.]*$/, '')

const plain = (text: string): tl.TypeTextWithEntities => ({ _: 'textWithEntities', text, entities: [] })

/** https://core.telegram.org/constructor/inputMediaPoll */
export function inputPoll(p: OutPoll): tl.TypeInputMedia {
  const answers = p.answers.map((text, i): tl.TypePollAnswer => ({ _: 'pollAnswer', text: plain(text), option: new Uint8Array([i]) }))
  return {
    _: 'inputMediaPoll',
    poll: {
      _: 'poll', id: Long.ZERO, hash: Long.ZERO, question: plain(p.question), answers, publicVoters: p.open, multipleChoice: p.multiple,
      quiz: p.correct !== undefined,
    },
    correctAnswers: p.correct === undefined ? undefined : [p.correct],
  }
}

import { plurals } from '../plurals'

const n = plurals('en')

/** What is said about photos, videos, voice notes, files and polls. */
export const media = {
  photo: 'Photo', video: 'Video', gif: 'GIF', round: 'Video note', voice: 'Voice message', file: 'File', music: 'Music', poll: 'Poll', quiz: 'Quiz',
  place: 'Location', livePlace: 'Live location', contact: 'Contact', link: 'Link',
  photos: (count: number) => n(count, { one: '1 photo', other: `${count} photos` }),
  album: (count: number) => `Album of ${count}`,
  burnt: { photo: 'This photo is gone: it could be looked at once.', video: 'This video is gone: it could be looked at once.', voice: 'This voice message is gone.' },
  once: 'To be looked at once',
  onceOwn: 'Only the other side can look at it, once.',
  spoiler: 'Show what is hidden',
  open: 'Open',
  play: 'Play', pause: 'Pause', seek: 'Position', speed: (speed: string) => `Speed ${speed}`, unheard: 'not listened to yet',
  save: 'Save to this device',
  cancelSending: 'Cancel sending',
  progress: 'Sent so far',
  sentOf: (done: string, total: string) => `${done} of ${total}`,
  showMap: 'Show on a map',
  live: (until: string) => `Live until ${until}`,
  number: (phone: string) => `Phone number ${phone}`,
  compose: {
    attach: 'Attach', pictures: 'Photo or video', files: 'File', poll: 'Poll', dropHere: 'Drop files here to send them',
    title: (count: number) => n(count, { one: 'Send a file', other: `Send ${count} files` }),
    replace: 'Replace what it carries',
    caption: 'Caption', captionOf: (name: string) => `Caption of ${name}`,
    compress: 'Make photos smaller', compressHint: 'They load faster and lose little. Where they were taken is removed either way.',
    once: 'May be looked at once', spoiler: 'Hide until pressed', asFiles: 'Send as files',
    earlier: 'Move forward', later: 'Move back', remove: 'Take out', add: 'Add more',
    empty: (name: string) => `${name} is empty.`, tooLarge: (name: string, most: string) => `${name} is larger than ${most}.`,
    tooMany: (most: number) => `At most ${most} files go at once.`,
    preparing: 'Getting ready…',
    record: 'Record a voice message', recording: 'Recording', stop: 'Stop and listen', discard: 'Discard', sendVoice: 'Send voice message',
    noMicrophone: 'The microphone cannot be used. Allow it for this page in your browser.',
    preview: 'Preview of the link', noPreview: 'Send without preview', looking: 'Looking at the link…',
  },
  pollForm: {
    title: 'New poll', question: 'Question', answer: (at: number) => `Answer ${at}`, add: 'Add an answer',
    open: 'Everybody sees who voted for what', multiple: 'Several answers may be chosen', quiz: 'Quiz: one answer is right', right: (at: number) => `Answer ${at} is right`,
    create: 'Send poll', tooFew: 'Write a question and at least two answers.', noRight: 'Mark the answer that is right.',
  },
  pollView: {
    anonymous: 'Anonymous poll', open: 'Public poll', quiz: 'Quiz', closed: 'Final results',
    vote: 'Vote', retract: 'Take the vote back', votes: (count: number) => n(count, { one: '1 vote', other: `${count} votes` }), none: 'No votes yet',
    chosen: 'your choice', right: 'right', wrong: 'wrong', voters: 'Who voted', share: (percent: string) => `${percent} of the votes`,
  },
  viewer: {
    title: 'Viewer', next: 'Next one', previous: 'Previous one', of: (at: string, of: string) => `${at} of ${of}`, zoomIn: 'Zoom in', zoomOut: 'Zoom out',
    failed: 'It could not be loaded.',
  },
  shared: {
    title: 'Shared media', pictures: 'Photos and videos', files: 'Files', links: 'Links', voice: 'Voice messages', music: 'Music',
    none: 'Nothing of this kind yet', more: 'Show more', toMessage: 'Go to the message',
  },
  face: {
    set: 'Choose a photo', remove: 'Remove this photo', cropTitle: 'Your photo', cropHint: 'Move and zoom until it fits. Arrow keys and + and − work, too.',
    zoom: 'Zoom', use: 'Use this photo', cropArea: 'Part of the picture that shows', photosOf: (name: string) => `Photos of ${name}`, bad: 'This picture cannot be opened.',
    removeTitle: 'Remove this photo?', removeHint: 'Others see the one before it, or your initials.',
  },
}

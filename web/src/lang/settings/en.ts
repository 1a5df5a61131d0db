import { plurals } from '../plurals'

const n = plurals('en')

/** The words of the settings, of contacts and of the page of a person. */
export const settings = {
  title: 'Settings',
  saved: 'Saved.',
  days: (count: number) => n(count, { one: '1 day', other: `${count} days` }),
  profile: {
    title: 'Profile', firstName: 'First name', lastName: 'Last name (optional)', bio: 'About you', bioHint: 'A few words, up to 70 characters.',
    username: 'Username', usernameHint: (link: string) => `Whoever knows it can find you and write to you at ${link}. 5 to 32 letters, digits and underscores.`,
    free: 'This name is free.', checking: 'Looking whether it is free…', link: 'Your link', copyLink: 'Copy the link',
    birthday: 'Birthday', day: 'Day', month: 'Month', year: 'Year (optional)', noDay: 'None', birthdayRemove: 'Remove the birthday', phone: 'Phone number',
  },
  privacy: {
    title: 'Privacy', who: 'Who may', everybody: 'Everybody', contacts: 'My contacts', nobody: 'Nobody',
    with: (who: string, plus: number, minus: number) => `${who}${plus ? ` +${plus}` : ''}${minus ? ` −${minus}` : ''}`,
    always: 'Always allow', never: 'Never allow', addAlways: 'Add somebody to allow always', addNever: 'Add somebody to allow never',
    remove: (name: string) => `Take ${name} off the list`,
    keys: {
      lastSeen: 'See when I was last here', phone: 'See my phone number', findByPhone: 'Find me by my number', photo: 'See my photo', bio: 'Read what I say about me',
      birthday: 'See my birthday', forwards: 'Link to me from forwarded messages', groups: 'Add me to groups',
    },
    hints: {
      lastSeen: 'Those who may not see it are told “recently”, “within a week” or “within a month”. You then do not see theirs, either.',
      phone: 'Who has your number in their contacts sees it anyway.',
      findByPhone: 'Those who may not cannot find your account by your number.',
      photo: 'Those who may not see it see your initials.', bio: '', birthday: '',
      forwards: 'Your name then stands on forwarded messages without leading to you.',
      groups: 'Those who may not can send you an invitation instead.',
    },
    messages: 'Messages', contactsOnly: 'Only contacts may write first', contactsOnlyHint: 'People to whom you have written can still write to you.',
    hideReadTime: 'Do not tell when I read', hideReadTimeHint: 'You then are not told, either. That you read is still shown.',
    archiveStrangers: 'Archive and mute strangers', archiveStrangersHint: 'New chats from people who are not your contacts.',
    people: 'Who sees what',
  },
  blocked: {
    title: 'Blocked people', none: 'You have blocked nobody', noneHint: 'Whoever you block can neither write to you nor see when you are here.',
    unblock: 'Unblock', unblockName: (name: string) => `Unblock ${name}`, block: 'Block', add: 'Block somebody', list: 'Blocked people',
  },
  password: {
    title: 'Two-step verification', offTitle: 'It is off', off: 'With a password, a code alone is not enough to sign in to your account.',
    on: 'It is on. Whoever signs in to your account needs this password besides the code.', set: 'Set a password', change: 'Change the password', remove: 'Turn it off',
    current: 'Your password now', new: 'New password', again: 'New password once more', hint: 'Hint (optional)', differ: 'These are not the same.',
    hintSame: 'The hint must not be the password.', email: 'E-mail for recovery (optional)', emailHint: 'If you forget the password, a code is mailed there. Without it, a forgotten password takes a week to get rid of.',
    recoverySet: 'Set a recovery e-mail', recoveryChange: 'Change the recovery e-mail', recoveryTitle: 'Recovery e-mail',
    confirm: (address: string) => `A code was mailed to ${address}. Enter it to confirm the address; nothing has changed until then.`,
    confirmButton: 'Confirm', resend: 'Send it again', cancel: 'Leave it', code: 'Code',
    removeHint: 'A code alone then is enough to sign in to your account.', done: 'Two-step verification is on.', doneOff: 'Two-step verification is off.',
  },
  devices: {
    title: 'Devices', this: 'This device', others: 'Other devices', none: 'You are signed in nowhere else.', end: 'Sign out', endName: (name: string) => `Sign ${name} out`,
    endAll: 'Sign all others out', endAllTitle: 'Sign all other devices out?', endAllHint: 'They need a code to come back. Secret chats on them are lost.',
    active: (when: string) => `Last here: ${when}`, now: 'Here now', since: (when: string) => `Signed in: ${when}`, auto: 'Sign out after an absence of',
    link: 'Link a device', linkIntro: 'On the new device, choose “Sign in with another device”. Scan what it shows with the camera of this one, or copy its code and paste it here.',
    linkCode: 'Code of the new device', linkButton: 'Sign that device in', linkAsk: 'A device asks to be signed in to your account. It will read all your messages and write in your name. Go on only if it is yours and in front of you.',
    linkDone: (name: string) => `Signed in: ${name}`, linkNot: 'Not me',
  },
  notifications: {
    title: 'Notifications', browser: 'On this device', show: 'Show notifications', showHint: 'Of new messages, while you look at something else.',
    denied: 'Your browser does not let this page notify you. Allow it in the browser’s settings for this page, then come back.', unsupported: 'This browser cannot show notifications.',
    push: 'Also when the app is closed', pushHint: 'They come by the push service of your browser’s maker, which cannot read them.', pushNone: 'This server does not send notifications to closed apps.',
    kinds: { people: 'Private chats', groups: 'Groups', channels: 'Channels' }, on: 'Notify me', previews: 'Show what is written', sound: 'With sound',
    newMessage: 'New message',
  },
  appearance: {
    title: 'Appearance', theme: 'Colours', system: 'Like the system', light: 'Light', dark: 'Dark', size: 'Size of text', sample: 'This is how big text is.',
    motion: 'Less motion', motionHint: 'Nothing slides or fades. Off, the app does what your system says.',
  },
  language: { title: 'Language' },
  chats: { title: 'Writing and chats', enter: 'Enter sends', enterHint: 'Off, Enter breaks the line, and Ctrl+Enter sends.', folders: 'Folders', saved: 'Saved messages' },
  folders: {
    title: 'Folders', list: 'Your folders', none: 'No folders yet', noneHint: 'Folders gather chats: work, family, what is unread.', create: 'New folder', edit: 'Folder', name: 'Name', nameHint: 'Up to 12 characters.',
    kinds: 'Whole kinds of chats', contacts: 'Contacts', nonContacts: 'People who are no contacts', groups: 'Groups', channels: 'Channels', bots: 'Bots', chats: 'Single chats',
    addChat: 'Add a chat', without: 'Without', withoutMuted: 'Muted chats', withoutRead: 'Read chats', withoutArchived: 'Archived chats', remove: 'Delete the folder', removeHint: 'The chats stay.',
    removeTitle: (name: string) => `Delete the folder “${name}”?`, up: (name: string) => `Move ${name} up`, down: (name: string) => `Move ${name} down`, take: (name: string) => `Take ${name} out`,
  },
  account: {
    title: 'Account', absence: 'Delete my account if I do not come for', delete: 'Delete my account', deleteTitle: 'Delete your account for ever?',
    deleteText: 'Your profile, username, contacts, folders, settings and Saved messages go at once, and cannot be brought back. All devices are signed out. Messages that you sent to others stay with them, under “Deleted account”.',
    deletePassword: 'Your two-step password', deleteConfirm: (word: string) => `Type “${word}” to go on`, deleteWord: 'delete', deleteButton: 'Delete for ever', months: (count: number) => n(count, { one: '1 month', other: `${count} months` }),
  },
  help: { title: 'Keyboard', hint: 'Press ? at any time to see this.',
    keys: { search: 'Search', chats: 'Previous and next chat', edit: 'Edit your last message', close: 'Close, deselect, leave the chat', bold: 'Bold', italic: 'Italic', link: 'Link, with words selected', strike: 'Struck out', code: 'Code', break: 'New line', lists: 'Move in lists and menus', menu: 'Menu of what has the focus', sheet: 'This sheet' },
  },
  about: { title: 'About', server: 'Server', version: 'Version', text: 'This server runs Chappe. Its code is free: everybody may read, use and change it.', licenses: 'Licences of what is in the app' },
  operator: {
    title: 'This server has no operator yet', text: 'If it is yours, you are the operator. Paste the setup token that was shown in the terminal at the first start.', token: 'Setup token', claim: 'I am the operator', later: 'Not now',
    doneTitle: 'You are the operator', next: 'What to do next:',
    steps: ['Give the server a name and a certificate, so that others can reach it: docs/domain.md.', 'Decide who may sign up, and invite people: “chappe user invite NUMBER”.', 'Make a backup, and try to restore it once: docs/backup.md.'],
  },
}

export const contacts = {
  title: 'Contacts', none: 'No contacts yet', noneHint: 'Add people by their phone number, or find them by their username in New chat.', add: 'Add a contact', addButton: 'Add',
  phone: 'Phone number', firstName: 'First name', lastName: 'Last name (optional)', notHere: 'Nobody has this number here yet. They become a contact when they sign up.', list: 'Contacts',
  edit: 'Edit contact', addTo: 'Add to contacts', remove: 'Delete contact', removeTitle: (name: string) => `Delete ${name} from your contacts?`, removeHint: 'The chat stays. You then see the name that they gave themselves.',
  note: 'Note', noteHint: 'Only you see it.', share: 'Show them my phone number',
}

export const person = {
  title: 'Info', phone: 'Phone number', username: 'Username', bio: 'About', birthday: 'Birthday', link: 'Link', copy: 'Copy', copied: 'Copied.', notifications: 'Notifications', mute: 'Mute', muted: 'Muted', block: 'Block', unblock: 'Unblock',
  blockTitle: (name: string) => `Block ${name}?`, blockHint: 'They can no longer write to you or see when you are here. They are not told.', deleteChat: 'Delete chat', deleteTitle: (name: string) => `Delete the chat with ${name}?`,
  deleteHint: 'All its messages go here.', deleteForBoth: (name: string) => `Also for ${name}`, write: 'Write', note: 'Note', blocked: 'You have blocked this person.', open: 'Open info',
}

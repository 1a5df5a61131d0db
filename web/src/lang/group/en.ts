import { plurals } from '../plurals'

const n = plurals('en')

/** What is said about groups and channels. "You" and the others have sentences of their own, as many languages need. */
export const group = {
  service: {
    created: (who: string, title: string) => `${who} created the group “${title}”`, youCreated: (title: string) => `You created the group “${title}”`,
    channelCreated: (title: string) => `The channel “${title}” was created`,
    renamed: (who: string, title: string) => `${who} changed the name to “${title}”`, youRenamed: (title: string) => `You changed the name to “${title}”`,
    channelRenamed: (title: string) => `The channel is now called “${title}”`,
    added: (who: string, whom: string) => `${who} added ${whom}`, youAdded: (whom: string) => `You added ${whom}`, addedYou: (who: string) => `${who} added you`,
    removed: (who: string, whom: string) => `${who} removed ${whom}`, youRemoved: (whom: string) => `You removed ${whom}`, removedYou: (who: string) => `${who} removed you`,
    left: (who: string) => `${who} left`, youLeft: 'You left', joined: (who: string) => `${who} joined`, youJoined: 'You joined',
    byLink: (who: string) => `${who} joined by a link`, youByLink: 'You joined by a link',
    byRequest: (who: string) => `${who} was let in`, youByRequest: 'You were let in',
    photo: (who: string) => `${who} changed the photo`, youPhoto: 'You changed the photo', channelPhoto: 'The photo was changed',
    photoGone: (who: string) => `${who} removed the photo`, youPhotoGone: 'You removed the photo', channelPhotoGone: 'The photo was removed',
    migrated: 'The group became a supergroup', migratedFrom: 'This was a smaller group before', older: 'Show what was said there',
    timer: (time: string) => `Messages now disappear after ${time}`, timerOff: 'Messages no longer disappear',
    pinnedInChannel: 'A post was pinned', signedBy: (name: string) => `signed by ${name}`,
  },
  views: (count: number) => n(count, { one: 'seen once', other: `seen ${count} times` }),
  typing: {
    one: (who: string) => `${who} is typing…`, two: (a: string, b: string) => `${a} and ${b} are typing…`, many: (count: number) => `${count} people are typing…`,
  },
  online: (members: string, online: number) => `${members}, ${online} online`,
  group: 'group', channel: 'channel',
  write: {
    join: 'Join', joinChannel: 'Subscribe', ask: 'Ask to join', asked: 'Your request was sent. You can write here when an admin has let you in.',
    mute: 'Mute', unmute: 'Unmute', openGroup: 'Open the supergroup',
    removed: 'You are not in this group any more, or it is gone.', removedChannel: 'This channel is not open to you any more, or it is gone.',
    left: 'You left this group.', over: 'This group was deleted.',
    adminsOnly: 'Only admins may write here.', became: 'This group became a supergroup.',
    banned: 'An admin does not let you write here.', bannedUntil: (when: string) => `An admin does not let you write here until ${when}.`,
    closed: 'This was closed by the operator of the server.', closedWhy: (reason: string) => `This was closed by the operator of the server: ${reason}`,
    slow: (wait: string) => `Slow mode: you can write again in ${wait}.`,
    mentions: 'To the next mention of you', post: 'Write a post', comment: 'Comment',
  },
  make: {
    group: 'New group', channel: 'New channel', people: 'Who is in it', peopleHint: 'Choose people from your contacts, or search for others. You can add more later.',
    chosen: 'Chosen people', takeOut: (name: string) => `Take ${name} out`, found: 'People to choose from', next: 'Go on', name: 'Name of the group', channelName: 'Name of the channel',
    about: 'Description (optional)', photo: 'Choose a picture', otherPhoto: 'Another picture', who: 'Who can join', private: 'Private: only those who are added or have a link',
    public: 'Public: everybody finds it by its name', publicName: 'Public name', publicHint: (link: string) => `People come in at ${link}. 5 to 32 letters, digits and underscores.`,
    create: 'Create', noName: 'Give it a name.', noPublicName: 'Choose a public name, or make it private.',
    missing: (names: string) => `Could not be added: ${names}. They allow that to few people only; send them the link instead.`,
  },
  join: {
    title: 'Invitation', expired: 'This link does not work any more', expiredHint: 'It was revoked, has ended or was used up. Ask for a new one.',
    asked: 'Your request was sent', askedHint: 'The chat appears in your list when an admin has let you in.', request: 'Admins let people in one by one here.',
  },
  leave: {
    group: 'Leave group', channel: 'Leave channel', title: (name: string) => `Leave “${name}”?`, hint: 'You no longer see what is written there. To come back you may need an invitation.',
    forAll: 'Delete it for everybody', deleteTitle: (name: string) => `Delete “${name}” for everybody?`, deleteHint: 'It goes for everybody, with all that was written there. This cannot be undone.', delete: 'Delete for everybody',
    alone: 'You are its creator. If you leave, it stays, and only admins that you made can manage it.',
  },
  info: {
    group: 'About this group', channel: 'About this channel', about: 'Description', link: 'Link', inviteLink: 'Invitation link', qr: 'QR code', qrOf: 'The link as a picture to scan',
    copied: 'Copied.', copy: 'Copy', members: 'Members', subscribers: 'Subscribers', add: 'Add people', admins: 'Admins', restricted: 'Restricted', banned: 'Removed people',
    permissions: 'What members may do', links: 'Invitation links', requests: 'Requests to join', log: 'Recent actions', edit: 'Edit', discussion: 'Discussion', discussionOf: 'Channel',
    search: 'Search members', more: 'Show more', none: 'Nobody', creator: 'creator', admin: 'admin', until: (when: string) => `until ${when}`, forEver: 'for ever', manage: 'Manage',
    kind: 'Public or private', isPrivate: 'Private', slow: 'Slow mode', shared: 'Photos, files, links', hidden: 'Only admins see who is in it.',
  },
  edit: {
    title: 'Edit', name: 'Name', about: 'Description', photo: 'Choose a picture', photoGone: 'Remove the picture', kind: 'Public or private', saveKind: 'Save who can join',
    signatures: 'Sign posts', signaturesHint: 'Each post tells which admin wrote it.', history: 'Hide what was said before', historyHint: 'New members do not see what was written before they came.',
    noForwards: 'Do not let things be passed on', noForwardsHint: 'What is written here cannot be forwarded or copied.', joinRequest: 'Admins let people in',
    joinRequestHint: 'Who wants to join has to ask.', discussion: 'Discussion group', noDiscussion: 'None', discussionHint: 'Posts can be commented on there.',
    chooseDiscussion: 'Choose a group', unlink: 'End the discussion', give: 'Give it to another admin', giveTitle: (name: string) => `Make ${name} the owner?`,
    giveHint: 'They can then do everything with it, also take your rights away. Only they can give it back.', givePassword: 'Your password', giveButton: 'Give it away',
    slowOff: 'Off',
  },
  member: {
    promote: 'Make admin', rights: 'Rights', dismiss: 'Take the rights away', restrict: 'Restrict', remove: 'Remove from the group', removeChannel: 'Remove from the channel',
    unban: 'Let them come back', unrestrict: 'Lift the restriction', rank: 'Title beside the name (optional)', message: 'Write to them', actions: (name: string) => `What to do about ${name}`,
    removeTitle: (name: string) => `Remove ${name}?`, removeHint: 'They cannot come back until an admin lets them.', removeHintGroup: 'They can be added again.',
    until: 'Until', forEver: 'For ever', day: 'A day', week: 'A week', month: 'A month', mayNot: (name: string) => `What ${name} may do`, adminOf: (name: string) => `What ${name} may do as an admin`,
    becomes: 'For this the group becomes a supergroup. Everybody stays in it.',
  },
  rights: {
    changeInfo: 'Change name, picture and description', postMessages: 'Write posts', editMessages: 'Edit posts of others', deleteMessages: 'Delete messages of others',
    banUsers: 'Restrict and remove people', inviteUsers: 'Add people and make links', pinMessages: 'Pin messages', addAdmins: 'Make others admins', anonymous: 'Write in the name of the group',
  },
  may: {
    text: 'Write messages', media: 'Send photos, files and voice messages', polls: 'Make polls', links: 'Show what links lead to', inviteUsers: 'Add people', pinMessages: 'Pin messages',
    changeInfo: 'Change name, picture and description',
  },
  invites: {
    main: 'Your link', others: 'More links', revokedOnes: 'Revoked links', make: 'Make a link', edit: 'Change this link', name: 'Name of the link (optional)', ends: 'Ends', never: 'Never', hour: 'In an hour',
    day: 'In a day', week: 'In a week', limit: 'How many people', anyNumber: 'Any number', request: 'Admins let people in', requestHint: 'Who follows the link has to ask.', save: 'Save', revoke: 'Revoke',
    revokeTitle: 'Revoke this link?', revokeHint: 'Nobody can come in by it any more.', forget: 'Delete this link', used: (count: number) => n(count, { one: '1 person came', other: `${count} people came` }),
    usedOf: (count: string, limit: string) => `${count} of ${limit} came`, ends2: (when: string) => `ends ${when}`, ended: 'ended', asks: 'with request', who: 'Who came by it', nobody: 'Nobody came by it yet.',
    waiting: (count: number) => n(count, { one: '1 waits', other: `${count} wait` }), none: 'No more links yet.', of: (name: string) => `Link ${name}`,
  },
  requests: { none: 'Nobody asks to be let in', noneHint: 'Who asks by a link that wants an admin’s word appears here.', let: 'Let in', refuse: 'Refuse', letName: (name: string) => `Let ${name} in`, refuseName: (name: string) => `Refuse ${name}`, all: 'Let everybody in' },
  log: {
    none: 'Nothing happened in the last two days', noneHint: 'What admins do, and who comes and goes, is kept here for 48 hours.',
    title: (who: string, what: string) => `${who} changed the name to “${what}”`, about: (who: string) => `${who} changed the description`, name: (who: string) => `${who} changed the public name`,
    photo: (who: string) => `${who} changed the picture`, pinned: (who: string) => `${who} pinned a message`, unpinned: (who: string) => `${who} unpinned a message`, edited: (who: string) => `${who} edited a message`,
    deleted: (who: string) => `${who} deleted a message`, joined: (who: string) => `${who} joined`, left: (who: string) => `${who} left`, invited: (who: string, whom: string) => `${who} added ${whom}`,
    admin: (who: string, whom: string) => `${who} changed the admin rights of ${whom}`, banned: (who: string, whom: string) => `${who} changed what ${whom} may do`, defaults: (who: string) => `${who} changed what members may do`,
    slow: (who: string) => `${who} changed slow mode`, signatures: (who: string) => `${who} changed whether posts are signed`, history: (who: string) => `${who} changed what new members see`, linked: (who: string) => `${who} changed the discussion group`,
    link: (who: string) => `${who} changed an invitation link`, joinedByLink: (who: string) => `${who} joined by a link`, joinedByRequest: (who: string) => `${who} was let in`, other: (who: string) => `${who} changed something`,
  },
  thread: {
    title: 'Comments', none: 'No comments yet', noneHint: 'Write the first one.', leave: 'Leave a comment', count: (count: number) => n(count, { one: '1 comment', other: `${count} comments` }), post: 'The post',
  },
  mention: 'People to mention',
}

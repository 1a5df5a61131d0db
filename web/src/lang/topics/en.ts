import { plurals } from '../plurals'

const n = plurals('en')

/** What is said about topics of forums. */
export const topics = {
  title: 'Topics', list: 'Topics of this group', hint: 'Messages are sorted into topics, each a conversation of its own.', choose: 'Choose a topic to read it here',
  none: 'No topics yet', noneHint: 'Press “New topic”, and begin a conversation.', notFound: 'No such topic', gone: 'This topic was deleted.', loadFailed: 'The topics could not be loaded.',
  make: 'New topic', edit: 'Edit topic', name: 'Name of the topic', noName: 'Give the topic a name.', colour: 'Colour', create: 'Create topic',
  colours: ['Blue', 'Yellow', 'Violet', 'Green', 'Pink', 'Red'], message: 'Message', begin: (topic: string) => `Write the first message in “${topic}”.`,
  actions: 'What to do with this topic', pin: 'Pin topic', unpin: 'Unpin topic', up: 'Move up', down: 'Move down', mute: 'Mute topic', unmute: 'Unmute topic', close: 'Close topic', reopen: 'Reopen topic',
  rename: 'Rename', hide: 'Hide topic', show: 'Show topic', delete: 'Delete topic', deleteTitle: (name: string) => `Delete the topic “${name}”?`,
  deleteHint: 'The topic goes for everybody, with all messages in it. This cannot be undone.',
  asMessages: 'View as messages', asTopics: 'View as topics', closed: 'Closed', hidden: 'Hidden', isClosed: 'This topic is closed.', muted: 'Muted', pinned: 'Pinned',
  where: (topic: string) => `Topic: ${topic}`, forward: (chat: string) => `Topics of ${chat}`, count: (count: number) => n(count, { one: '1 topic', other: `${count} topics` }),
  found: 'Topics', foundMessages: 'Messages', search: 'Search topics',
  service: {
    made: (who: string, name: string) => `${who} created the topic “${name}”`, youMade: (name: string) => `You created the topic “${name}”`,
    renamed: (who: string, name: string) => `${who} renamed the topic to “${name}”`, youRenamed: (name: string) => `You renamed the topic to “${name}”`,
    closed: (who: string) => `${who} closed the topic`, youClosed: 'You closed the topic', reopened: (who: string) => `${who} reopened the topic`, youReopened: 'You reopened the topic',
    hidden: (who: string) => `${who} hid the topic`, youHid: 'You hid the topic', shown: (who: string) => `${who} brought the topic back`, youShowed: 'You brought the topic back',
    changed: (who: string) => `${who} changed the topic`, youChanged: 'You changed the topic',
  },
  log: {
    topicMade: (who: string) => `${who} created a topic`, topicChanged: (who: string) => `${who} changed a topic`, topicGone: (who: string) => `${who} deleted a topic`,
    topicPinned: (who: string) => `${who} changed which topics are pinned`,
  },
}

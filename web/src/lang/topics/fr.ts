import type { Words } from '../words'
import { plurals } from '../plurals'
import type { topics as en } from './en'

const n = plurals('fr')

export const topics: Words<typeof en> = {
  title: 'Sujets', list: 'Sujets de ce groupe', hint: 'Les messages sont rangés par sujets, chacun une conversation à part.', choose: 'Choisissez un sujet pour le lire ici',
  none: 'Pas encore de sujet', noneHint: 'Appuyez sur « Nouveau sujet » et lancez une conversation.', notFound: 'Aucun sujet de ce nom', gone: 'Ce sujet a été supprimé.', loadFailed: 'Les sujets n’ont pas pu être chargés.',
  make: 'Nouveau sujet', edit: 'Modifier le sujet', name: 'Nom du sujet', noName: 'Donnez un nom au sujet.', colour: 'Couleur', create: 'Créer le sujet',
  colours: ['Bleu', 'Jaune', 'Violet', 'Vert', 'Rose', 'Rouge'], message: 'Message', begin: (topic) => `Écrivez le premier message dans « ${topic} ».`,
  actions: 'Que faire de ce sujet', pin: 'Épingler le sujet', unpin: 'Désépingler le sujet', up: 'Monter', down: 'Descendre', mute: 'Couper le son du sujet', unmute: 'Rétablir le son du sujet', close: 'Fermer le sujet', reopen: 'Rouvrir le sujet',
  rename: 'Renommer', hide: 'Masquer le sujet', show: 'Montrer le sujet', delete: 'Supprimer le sujet', deleteTitle: (name) => `Supprimer le sujet « ${name} » ?`,
  deleteHint: 'Le sujet disparaît pour tout le monde, avec tous ses messages. C’est irréversible.',
  asMessages: 'Afficher les messages', asTopics: 'Afficher les sujets', closed: 'Fermé', hidden: 'Masqué', isClosed: 'Ce sujet est fermé.', muted: 'Son coupé', pinned: 'Épinglé',
  where: (topic) => `Sujet : ${topic}`, forward: (chat) => `Sujets de ${chat}`, count: (count) => n(count, { one: `${count} sujet`, other: `${count} sujets` }),
  found: 'Sujets', foundMessages: 'Messages', search: 'Rechercher un sujet',
  service: {
    made: (who, name) => `${who} a créé le sujet « ${name} »`, youMade: (name) => `Vous avez créé le sujet « ${name} »`,
    renamed: (who, name) => `${who} a renommé le sujet en « ${name} »`, youRenamed: (name) => `Vous avez renommé le sujet en « ${name} »`,
    closed: (who) => `${who} a fermé le sujet`, youClosed: 'Vous avez fermé le sujet', reopened: (who) => `${who} a rouvert le sujet`, youReopened: 'Vous avez rouvert le sujet',
    hidden: (who) => `${who} a masqué le sujet`, youHid: 'Vous avez masqué le sujet', shown: (who) => `${who} a fait réapparaître le sujet`, youShowed: 'Vous avez fait réapparaître le sujet',
    changed: (who) => `${who} a modifié le sujet`, youChanged: 'Vous avez modifié le sujet',
  },
  log: {
    topicMade: (who) => `${who} a créé un sujet`, topicChanged: (who) => `${who} a modifié un sujet`, topicGone: (who) => `${who} a supprimé un sujet`,
    topicPinned: (who) => `${who} a changé les sujets épinglés`,
  },
}

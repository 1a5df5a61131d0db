import type { Words } from '../words'
import { plurals } from '../plurals'
import type * as en from './en'

const n = plurals('fr')

export const settings: Words<typeof en.settings> = {
  title: 'Réglages',
  saved: 'Enregistré.',
  days: (count) => n(count, { one: `${count} jour`, other: `${count} jours` }),
  profile: {
    title: 'Profil', firstName: 'Prénom', lastName: 'Nom (facultatif)', bio: 'À propos de vous', bioHint: 'Quelques mots, 70 caractères au plus.',
    username: 'Nom d’utilisateur', usernameHint: (link) => `Qui le connaît peut vous trouver et vous écrire à ${link}. De 5 à 32 lettres, chiffres et tirets bas.`,
    free: 'Ce nom est libre.', checking: 'Vérification…', link: 'Votre lien', copyLink: 'Copier le lien',
    birthday: 'Anniversaire', day: 'Jour', month: 'Mois', year: 'Année (facultatif)', noDay: 'Aucun', birthdayRemove: 'Retirer l’anniversaire', phone: 'Numéro de téléphone',
  },
  privacy: {
    title: 'Confidentialité', who: 'Qui peut', everybody: 'Tout le monde', contacts: 'Mes contacts', nobody: 'Personne',
    with: (who, plus, minus) => `${who}${plus ? ` +${plus}` : ''}${minus ? ` −${minus}` : ''}`,
    always: 'Toujours autoriser', never: 'Ne jamais autoriser', addAlways: 'Ajouter quelqu’un à toujours autoriser', addNever: 'Ajouter quelqu’un à ne jamais autoriser',
    remove: (name) => `Retirer ${name} de la liste`,
    keys: {
      lastSeen: 'Voir quand j’étais là', phone: 'Voir mon numéro', findByPhone: 'Me trouver par mon numéro', photo: 'Voir ma photo', bio: 'Lire ce que je dis de moi',
      birthday: 'Voir mon anniversaire', forwards: 'Mener à moi depuis un message transféré', groups: 'M’ajouter à des groupes',
    },
    hints: {
      lastSeen: 'Les autres lisent « récemment », « cette semaine » ou « ce mois-ci ». Vous ne voyez alors pas non plus leur présence.',
      phone: 'Qui a votre numéro dans ses contacts le voit de toute façon.',
      findByPhone: 'Les autres ne peuvent pas trouver votre compte par votre numéro.',
      photo: 'Les autres voient vos initiales.', bio: '', birthday: '',
      forwards: 'Votre nom figure alors sur les messages transférés sans mener à vous.',
      groups: 'Les autres peuvent vous envoyer une invitation.',
    },
    messages: 'Messages', contactsOnly: 'Seuls mes contacts peuvent m’écrire en premier', contactsOnlyHint: 'Ceux à qui vous avez écrit peuvent toujours vous répondre.',
    hideReadTime: 'Ne pas dire quand j’ai lu', hideReadTimeHint: 'Vous ne le saurez pas non plus des autres. Que vous avez lu reste visible.',
    archiveStrangers: 'Archiver les inconnus, sans notification', archiveStrangersHint: 'Les nouvelles conversations de personnes hors de vos contacts.',
    people: 'Qui voit quoi',
  },
  blocked: {
    title: 'Personnes bloquées', none: 'Vous n’avez bloqué personne', noneHint: 'Qui est bloqué ne peut ni vous écrire ni voir quand vous êtes là.',
    unblock: 'Débloquer', unblockName: (name) => `Débloquer ${name}`, block: 'Bloquer', add: 'Bloquer quelqu’un', list: 'Personnes bloquées',
  },
  password: {
    title: 'Vérification en deux étapes', offTitle: 'Désactivée', off: 'Avec un mot de passe, un code seul ne suffit plus pour entrer dans votre compte.',
    on: 'Activée. Pour entrer dans votre compte, il faut ce mot de passe en plus du code.', set: 'Définir un mot de passe', change: 'Changer le mot de passe', remove: 'Désactiver',
    current: 'Votre mot de passe actuel', new: 'Nouveau mot de passe', again: 'Nouveau mot de passe, encore une fois', hint: 'Indice (facultatif)', differ: 'Les deux ne sont pas identiques.',
    hintSame: 'L’indice ne doit pas être le mot de passe.', email: 'E-mail de secours (facultatif)', emailHint: 'Si vous oubliez le mot de passe, un code y est envoyé. Sans lui, il faut une semaine pour se défaire d’un mot de passe oublié.',
    recoverySet: 'Définir un e-mail de secours', recoveryChange: 'Changer l’e-mail de secours', recoveryTitle: 'E-mail de secours',
    confirm: (address) => `Un code a été envoyé à ${address}. Entrez-le pour confirmer l’adresse ; rien ne change d’ici là.`,
    confirmButton: 'Confirmer', resend: 'Envoyer à nouveau', cancel: 'Abandonner', code: 'Code',
    removeHint: 'Un code seul suffira alors pour entrer dans votre compte.', done: 'La vérification en deux étapes est activée.', doneOff: 'La vérification en deux étapes est désactivée.',
  },
  devices: {
    title: 'Appareils', this: 'Cet appareil', others: 'Autres appareils', none: 'Vous n’êtes connecté nulle part ailleurs.', end: 'Déconnecter', endName: (name) => `Déconnecter ${name}`,
    endAll: 'Déconnecter tous les autres', endAllTitle: 'Déconnecter tous les autres appareils ?', endAllHint: 'Il leur faudra un code pour revenir. Leurs conversations secrètes sont perdues.',
    active: (when) => `Vu : ${when}`, now: 'Actif maintenant', since: (when) => `Connecté : ${when}`, auto: 'Déconnecter après une absence de',
    link: 'Associer un appareil', linkIntro: 'Sur le nouvel appareil, choisissez « Se connecter avec un autre appareil ». Visez ce qu’il affiche avec l’appareil photo de celui-ci, ou copiez son code et collez-le ici.',
    linkCode: 'Code du nouvel appareil', linkButton: 'Connecter cet appareil', linkAsk: 'Un appareil demande à entrer dans votre compte. Il lira tous vos messages et écrira en votre nom. Continuez seulement s’il est à vous et devant vous.',
    linkDone: (name) => `Connecté : ${name}`, linkNot: 'Ce n’est pas moi',
  },
  notifications: {
    title: 'Notifications', browser: 'Sur cet appareil', show: 'Afficher les notifications', showHint: 'Des nouveaux messages, quand vous regardez autre chose.',
    denied: 'Votre navigateur ne permet pas à cette page de vous notifier. Autorisez-le dans ses réglages pour cette page, puis revenez.', unsupported: 'Ce navigateur ne peut pas afficher de notifications.',
    push: 'Aussi quand l’application est fermée', pushHint: 'Elles passent par le service de l’éditeur de votre navigateur, qui ne peut pas les lire.', pushNone: 'Ce serveur n’envoie pas de notifications aux applications fermées.',
    kinds: { people: 'Conversations privées', groups: 'Groupes', channels: 'Canaux' }, on: 'Me notifier', previews: 'Afficher le texte', sound: 'Avec un son',
    newMessage: 'Nouveau message',
  },
  appearance: {
    title: 'Apparence', theme: 'Couleurs', system: 'Comme le système', light: 'Claires', dark: 'Sombres', size: 'Taille du texte', sample: 'Voici la taille du texte.',
    motion: 'Moins de mouvement', motionHint: 'Rien ne glisse ni ne fond. Sinon, l’application suit votre système.',
  },
  language: { title: 'Langue' },
  chats: { title: 'Écriture et conversations', enter: 'Entrée envoie', enterHint: 'Sinon, Entrée va à la ligne et Ctrl+Entrée envoie.', folders: 'Dossiers', saved: 'Messages enregistrés' },
  folders: {
    title: 'Dossiers', list: 'Vos dossiers', none: 'Pas encore de dossiers', noneHint: 'Les dossiers rassemblent des conversations : travail, famille, non lues.', create: 'Nouveau dossier', edit: 'Dossier', name: 'Nom', nameHint: '12 caractères au plus.',
    kinds: 'Des genres entiers', contacts: 'Contacts', nonContacts: 'Personnes hors contacts', groups: 'Groupes', channels: 'Canaux', bots: 'Bots', chats: 'Conversations choisies',
    addChat: 'Ajouter une conversation', without: 'Sans', withoutMuted: 'Les conversations muettes', withoutRead: 'Les conversations lues', withoutArchived: 'Les conversations archivées', remove: 'Supprimer le dossier', removeHint: 'Les conversations restent.',
    removeTitle: (name) => `Supprimer le dossier « ${name} » ?`, up: (name) => `Monter ${name}`, down: (name) => `Descendre ${name}`, take: (name) => `Retirer ${name}`,
  },
  account: {
    title: 'Compte', absence: 'Supprimer mon compte si je ne viens pas pendant', delete: 'Supprimer mon compte', deleteTitle: 'Supprimer votre compte pour toujours ?',
    deleteText: 'Votre profil, votre nom d’utilisateur, vos contacts, dossiers, réglages et messages enregistrés disparaissent aussitôt et ne peuvent être rétablis. Tous les appareils sont déconnectés. Les messages envoyés aux autres leur restent, sous « Compte supprimé ».',
    deletePassword: 'Votre mot de passe de deuxième étape', deleteConfirm: (word) => `Tapez « ${word} » pour continuer`, deleteWord: 'supprimer', deleteButton: 'Supprimer pour toujours', months: (count) => `${count} mois`,
  },
  help: { title: 'Clavier', hint: 'Appuyez sur ? à tout moment pour voir ceci.',
    keys: { search: 'Rechercher', chats: 'Conversation précédente, suivante', edit: 'Modifier votre dernier message', close: 'Fermer, désélectionner, quitter', bold: 'Gras', italic: 'Italique', link: 'Lien, sur des mots sélectionnés', strike: 'Barré', code: 'Code', break: 'Nouvelle ligne', lists: 'Parcourir listes et menus', menu: 'Menu de l’élément courant', sheet: 'Cette feuille' },
  },
  about: { title: 'À propos', server: 'Serveur', version: 'Version', text: 'Ce serveur fait tourner Chappe. Son code est libre : chacun peut le lire, l’utiliser et le modifier.', licenses: 'Licences de ce que contient l’application' },
  operator: {
    title: 'Ce serveur n’a pas encore d’administrateur', text: 'S’il est à vous, vous êtes l’administrateur. Collez le jeton affiché dans le terminal au premier démarrage.', token: 'Jeton d’installation', claim: 'Je suis l’administrateur', later: 'Pas maintenant',
    doneTitle: 'Vous êtes l’administrateur', next: 'La suite :',
    steps: ['Donnez au serveur un nom et un certificat, pour que d’autres l’atteignent : docs/domain.md.', 'Décidez qui peut s’inscrire, et invitez : « chappe user invite NUMÉRO ».', 'Faites une sauvegarde, et essayez une fois de la restaurer : docs/backup.md.'],
  },
}

export const contacts: Words<typeof en.contacts> = {
  title: 'Contacts', none: 'Pas encore de contacts', noneHint: 'Ajoutez des personnes par leur numéro, ou trouvez-les par leur nom d’utilisateur dans Nouvelle conversation.', add: 'Ajouter un contact', addButton: 'Ajouter',
  phone: 'Numéro de téléphone', firstName: 'Prénom', lastName: 'Nom (facultatif)', notHere: 'Personne n’a encore ce numéro ici. Cette personne deviendra un contact en s’inscrivant.', list: 'Contacts',
  edit: 'Modifier le contact', addTo: 'Ajouter aux contacts', remove: 'Supprimer le contact', removeTitle: (name) => `Supprimer ${name} de vos contacts ?`, removeHint: 'La conversation reste. Vous verrez le nom que cette personne s’est donné.',
  note: 'Note', noteHint: 'Vous seul la voyez.', share: 'Lui montrer mon numéro',
}

export const person: Words<typeof en.person> = {
  title: 'Infos', phone: 'Numéro de téléphone', username: 'Nom d’utilisateur', bio: 'À propos', birthday: 'Anniversaire', link: 'Lien', copy: 'Copier', copied: 'Copié.', notifications: 'Notifications', mute: 'Rendre muette', muted: 'Muette', block: 'Bloquer', unblock: 'Débloquer',
  blockTitle: (name) => `Bloquer ${name} ?`, blockHint: 'Cette personne ne pourra plus vous écrire ni voir quand vous êtes là. Elle n’en est pas informée.', deleteChat: 'Supprimer la conversation', deleteTitle: (name) => `Supprimer la conversation avec ${name} ?`,
  deleteHint: 'Tous ses messages disparaissent ici.', deleteForBoth: (name) => `Aussi pour ${name}`, write: 'Écrire', note: 'Note', blocked: 'Vous avez bloqué cette personne.', open: 'Voir les infos',
}

import type { Lang } from '../en'
import { plurals } from '../plurals'

const n = plurals('fr')

export const group: Lang['group'] = {
  service: {
    created: (who, title) => `${who} a créé le groupe « ${title} »`, youCreated: (title) => `Vous avez créé le groupe « ${title} »`,
    channelCreated: (title) => `Le canal « ${title} » a été créé`,
    renamed: (who, title) => `${who} a renommé le groupe « ${title} »`, youRenamed: (title) => `Vous avez renommé le groupe « ${title} »`,
    channelRenamed: (title) => `Le canal s’appelle maintenant « ${title} »`,
    added: (who, whom) => `${who} a ajouté ${whom}`, youAdded: (whom) => `Vous avez ajouté ${whom}`, addedYou: (who) => `${who} vous a ajouté`,
    removed: (who, whom) => `${who} a retiré ${whom}`, youRemoved: (whom) => `Vous avez retiré ${whom}`, removedYou: (who) => `${who} vous a retiré`,
    left: (who) => `${who} est parti`, youLeft: 'Vous êtes parti', joined: (who) => `${who} est entré`, youJoined: 'Vous êtes entré',
    byLink: (who) => `${who} est entré par un lien`, youByLink: 'Vous êtes entré par un lien',
    byRequest: (who) => `${who} a été admis`, youByRequest: 'Vous avez été admis',
    photo: (who) => `${who} a changé la photo`, youPhoto: 'Vous avez changé la photo', channelPhoto: 'La photo a été changée',
    photoGone: (who) => `${who} a retiré la photo`, youPhotoGone: 'Vous avez retiré la photo', channelPhotoGone: 'La photo a été retirée',
    migrated: 'Le groupe est devenu un supergroupe', migratedFrom: 'C’était auparavant un plus petit groupe', older: 'Voir ce qui y a été dit',
    timer: (time) => `Les messages disparaissent désormais après ${time}`, timerOff: 'Les messages ne disparaissent plus',
    pinnedInChannel: 'Une publication a été épinglée', signedBy: (name) => `signé par ${name}`,
  },
  views: (count) => n(count, { one: `vu ${count} fois`, other: `vu ${count} fois` }),
  typing: {
    one: (who) => `${who} écrit…`, two: (a, b) => `${a} et ${b} écrivent…`, many: (count) => `${count} personnes écrivent…`,
  },
  online: (members, online) => `${members}, ${online} en ligne`,
  group: 'groupe', channel: 'canal',
  write: {
    join: 'Entrer', joinChannel: 'S’abonner', ask: 'Demander à entrer', asked: 'Votre demande a été envoyée. Vous pourrez écrire ici quand un administrateur vous aura admis.',
    mute: 'Couper le son', unmute: 'Rétablir le son', openGroup: 'Ouvrir le supergroupe',
    removed: 'Vous n’êtes plus dans ce groupe, ou il n’existe plus.', removedChannel: 'Ce canal ne vous est plus ouvert, ou il n’existe plus.',
    left: 'Vous avez quitté ce groupe.', over: 'Ce groupe a été supprimé.',
    adminsOnly: 'Seuls les administrateurs peuvent écrire ici.', became: 'Ce groupe est devenu un supergroupe.',
    banned: 'Un administrateur ne vous laisse pas écrire ici.', bannedUntil: (when) => `Un administrateur ne vous laisse pas écrire ici jusqu’à ${when}.`,
    closed: 'L’exploitant du serveur l’a fermé.', closedWhy: (reason) => `L’exploitant du serveur l’a fermé : ${reason}`,
    slow: (wait) => `Mode lent : vous pourrez écrire de nouveau dans ${wait}.`,
    mentions: 'À la prochaine mention de vous', post: 'Écrire une publication', comment: 'Commenter',
  },
  make: {
    group: 'Nouveau groupe', channel: 'Nouveau canal', people: 'Qui en fait partie', peopleHint: 'Choisissez parmi vos contacts, ou cherchez d’autres personnes. Vous pourrez en ajouter plus tard.',
    chosen: 'Personnes choisies', takeOut: (name) => `Retirer ${name}`, found: 'Personnes à choisir', next: 'Continuer', name: 'Nom du groupe', channelName: 'Nom du canal',
    about: 'Description (facultative)', photo: 'Choisir une image', otherPhoto: 'Une autre image', who: 'Qui peut entrer', private: 'Privé : seulement ceux qu’on ajoute ou qui ont un lien',
    public: 'Public : tout le monde le trouve par son nom', publicName: 'Nom public', publicHint: (link) => `On y entre par ${link}. De 5 à 32 lettres, chiffres et tirets bas.`,
    create: 'Créer', noName: 'Donnez-lui un nom.', noPublicName: 'Choisissez un nom public, ou rendez-le privé.',
    missing: (names) => `N’ont pas pu être ajoutés : ${names}. Ils ne le permettent qu’à peu de gens ; envoyez-leur plutôt le lien.`,
  },
  join: {
    title: 'Invitation', expired: 'Ce lien ne fonctionne plus', expiredHint: 'Il a été révoqué, a expiré ou est épuisé. Demandez-en un autre.',
    asked: 'Votre demande a été envoyée', askedHint: 'La discussion apparaîtra dans votre liste quand un administrateur vous aura admis.', request: 'Ici, les administrateurs admettent les gens un par un.',
  },
  leave: {
    group: 'Quitter le groupe', channel: 'Quitter le canal', title: (name) => `Quitter « ${name} » ?`, hint: 'Vous ne verrez plus ce qui s’y écrit. Pour revenir, il vous faudra peut-être une invitation.',
    forAll: 'Le supprimer pour tout le monde', deleteTitle: (name) => `Supprimer « ${name} » pour tout le monde ?`, deleteHint: 'Il disparaît pour tout le monde, avec tout ce qui y a été écrit. C’est irréversible.', delete: 'Supprimer pour tous',
    alone: 'Vous en êtes le créateur. Si vous partez, il reste, et seuls les administrateurs que vous avez nommés le gèrent.',
  },
  info: {
    group: 'À propos du groupe', channel: 'À propos du canal', about: 'Description', link: 'Lien', inviteLink: 'Lien d’invitation', qr: 'Code QR', qrOf: 'Le lien sous forme d’image à scanner',
    copied: 'Copié.', copy: 'Copier', members: 'Membres', subscribers: 'Abonnés', add: 'Ajouter des personnes', admins: 'Administrateurs', restricted: 'Restreints', banned: 'Personnes retirées',
    permissions: 'Ce que les membres peuvent faire', links: 'Liens d’invitation', requests: 'Demandes d’entrée', log: 'Actions récentes', edit: 'Modifier', discussion: 'Discussion', discussionOf: 'Canal',
    search: 'Chercher des membres', more: 'En voir plus', none: 'Personne', creator: 'créateur', admin: 'admin', until: (when) => `jusqu’à ${when}`, forEver: 'pour toujours', manage: 'Gérer',
    kind: 'Public ou privé', isPrivate: 'Privé', slow: 'Mode lent', shared: 'Photos, fichiers, liens', hidden: 'Seuls les administrateurs voient qui en fait partie.',
  },
  edit: {
    title: 'Modifier', name: 'Nom', about: 'Description', photo: 'Choisir une image', photoGone: 'Retirer l’image', kind: 'Public ou privé', saveKind: 'Enregistrer qui peut entrer',
    signatures: 'Signer les publications', signaturesHint: 'Chaque publication dit quel administrateur l’a écrite.', history: 'Cacher ce qui a été dit avant', historyHint: 'Les nouveaux membres ne voient pas ce qui a été écrit avant leur arrivée.',
    noForwards: 'Ne pas laisser transmettre', noForwardsHint: 'Ce qui est écrit ici ne peut être ni transféré ni copié.', joinRequest: 'Les administrateurs admettent',
    joinRequestHint: 'Qui veut entrer doit le demander.', discussion: 'Groupe de discussion', noDiscussion: 'Aucun', discussionHint: 'Les publications peuvent y être commentées.',
    chooseDiscussion: 'Choisir un groupe', unlink: 'Mettre fin à la discussion', give: 'Le donner à un autre administrateur', giveTitle: (name) => `Faire de ${name} le propriétaire ?`,
    giveHint: 'Cette personne pourra alors tout faire, y compris vous retirer vos droits. Elle seule pourra le rendre.', givePassword: 'Votre mot de passe', giveButton: 'Le donner',
    slowOff: 'Désactivé',
  },
  member: {
    promote: 'Nommer administrateur', rights: 'Droits', dismiss: 'Retirer les droits', restrict: 'Restreindre', remove: 'Retirer du groupe', removeChannel: 'Retirer du canal',
    unban: 'Laisser revenir', unrestrict: 'Lever la restriction', rank: 'Titre à côté du nom (facultatif)', message: 'Lui écrire', actions: (name) => `Que faire de ${name}`,
    removeTitle: (name) => `Retirer ${name} ?`, removeHint: 'Cette personne ne peut revenir que si un administrateur le permet.', removeHintGroup: 'Cette personne peut être ajoutée de nouveau.',
    until: 'Jusqu’à', forEver: 'Pour toujours', day: 'Un jour', week: 'Une semaine', month: 'Un mois', mayNot: (name) => `Ce que ${name} peut faire`, adminOf: (name) => `Ce que ${name} peut faire comme administrateur`,
    becomes: 'Pour cela, le groupe devient un supergroupe. Tout le monde y reste.',
  },
  rights: {
    changeInfo: 'Changer le nom, l’image et la description', postMessages: 'Publier', editMessages: 'Modifier les publications des autres', deleteMessages: 'Supprimer les messages des autres',
    banUsers: 'Restreindre et retirer des personnes', inviteUsers: 'Ajouter des personnes et créer des liens', pinMessages: 'Épingler des messages', addAdmins: 'Nommer des administrateurs', anonymous: 'Écrire au nom du groupe',
  },
  may: {
    text: 'Écrire des messages', media: 'Envoyer des photos, des fichiers et des messages vocaux', polls: 'Faire des sondages', links: 'Montrer où mènent les liens', inviteUsers: 'Ajouter des personnes', pinMessages: 'Épingler des messages',
    changeInfo: 'Changer le nom, l’image et la description',
  },
  invites: {
    main: 'Votre lien', others: 'Autres liens', revokedOnes: 'Liens révoqués', make: 'Créer un lien', edit: 'Modifier ce lien', name: 'Nom du lien (facultatif)', ends: 'Expire', never: 'Jamais', hour: 'Dans une heure',
    day: 'Dans un jour', week: 'Dans une semaine', limit: 'Combien de personnes', anyNumber: 'Sans limite', request: 'Les administrateurs admettent', requestHint: 'Qui suit le lien doit demander.', save: 'Enregistrer', revoke: 'Révoquer',
    revokeTitle: 'Révoquer ce lien ?', revokeHint: 'Plus personne n’entrera par ce lien.', forget: 'Supprimer ce lien', used: (count) => n(count, { one: `${count} personne est venue`, other: `${count} personnes sont venues` }),
    usedOf: (count, limit) => `${count} sur ${limit}`, ends2: (when) => `expire ${when}`, ended: 'expiré', asks: 'sur demande', who: 'Qui est venu par ce lien', nobody: 'Personne n’est encore venu par ce lien.',
    waiting: (count) => n(count, { one: `${count} en attente`, other: `${count} en attente` }), none: 'Pas encore d’autre lien.', of: (name) => `Lien ${name}`,
  },
  requests: { none: 'Personne ne demande à entrer', noneHint: 'Qui demande par un lien soumis à l’accord d’un administrateur apparaît ici.', let: 'Admettre', refuse: 'Refuser', letName: (name) => `Admettre ${name}`, refuseName: (name) => `Refuser ${name}`, all: 'Admettre tout le monde' },
  log: {
    none: 'Rien ne s’est passé ces deux derniers jours', noneHint: 'Ce que font les administrateurs, et qui vient et part, est gardé ici 48 heures.',
    title: (who, what) => `${who} a changé le nom en « ${what} »`, about: (who) => `${who} a changé la description`, name: (who) => `${who} a changé le nom public`,
    photo: (who) => `${who} a changé l’image`, pinned: (who) => `${who} a épinglé un message`, unpinned: (who) => `${who} a désépinglé un message`, edited: (who) => `${who} a modifié un message`,
    deleted: (who) => `${who} a supprimé un message`, joined: (who) => `${who} est entré`, left: (who) => `${who} est parti`, invited: (who, whom) => `${who} a ajouté ${whom}`,
    admin: (who, whom) => `${who} a changé les droits d’administrateur de ${whom}`, banned: (who, whom) => `${who} a changé ce que ${whom} peut faire`, defaults: (who) => `${who} a changé ce que les membres peuvent faire`,
    slow: (who) => `${who} a changé le mode lent`, signatures: (who) => `${who} a changé la signature des publications`, history: (who) => `${who} a changé ce que voient les nouveaux`, linked: (who) => `${who} a changé le groupe de discussion`,
    link: (who) => `${who} a changé un lien d’invitation`, joinedByLink: (who) => `${who} est entré par un lien`, joinedByRequest: (who) => `${who} a été admis`, other: (who) => `${who} a changé quelque chose`,
  },
  thread: {
    title: 'Commentaires', none: 'Pas encore de commentaire', noneHint: 'Écrivez le premier.', leave: 'Laisser un commentaire', count: (count) => n(count, { one: `${count} commentaire`, other: `${count} commentaires` }), post: 'La publication',
  },
  mention: 'Personnes à mentionner',
}

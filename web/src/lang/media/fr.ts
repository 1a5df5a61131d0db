import { plurals } from '../plurals'
import type { Words } from '../words'
import type { media as en } from './en'

const n = plurals('fr')

export const media: Words<typeof en> = {
  photo: 'Photo', video: 'Vidéo', gif: 'GIF', round: 'Message vidéo', voice: 'Message vocal', file: 'Fichier', music: 'Musique', poll: 'Sondage', quiz: 'Quiz',
  place: 'Position', livePlace: 'Position en direct', contact: 'Contact', link: 'Lien',
  photos: (count) => n(count, { one: `${count} photo`, other: `${count} photos` }),
  album: (count) => `Album de ${count}`,
  burnt: { photo: 'Cette photo a disparu : elle ne pouvait être vue qu’une fois.', video: 'Cette vidéo a disparu : elle ne pouvait être vue qu’une fois.', voice: 'Ce message vocal a disparu.' },
  once: 'À voir une seule fois',
  onceOwn: 'Seule l’autre personne peut la voir, une fois.',
  spoiler: 'Montrer ce qui est caché',
  open: 'Ouvrir',
  play: 'Lire', pause: 'Pause', seek: 'Position', speed: (speed) => `Vitesse ${speed}`, unheard: 'pas encore écouté',
  save: 'Enregistrer sur cet appareil',
  cancelSending: 'Annuler l’envoi',
  progress: 'Envoyé jusqu’ici',
  sentOf: (done, total) => `${done} sur ${total}`,
  showMap: 'Voir sur une carte',
  live: (until) => `En direct jusqu’à ${until}`,
  number: (phone) => `Numéro de téléphone ${phone}`,
  compose: {
    attach: 'Joindre', pictures: 'Photo ou vidéo', files: 'Fichier', poll: 'Sondage', dropHere: 'Déposez des fichiers ici pour les envoyer',
    title: (count) => n(count, { one: 'Envoyer un fichier', other: `Envoyer ${count} fichiers` }),
    replace: 'Remplacer le contenu',
    caption: 'Légende', captionOf: (name) => `Légende de ${name}`,
    compress: 'Réduire les photos', compressHint: 'Elles se chargent plus vite et perdent peu. Le lieu de prise de vue est retiré dans tous les cas.',
    once: 'À voir une seule fois', spoiler: 'Cacher jusqu’à un appui', asFiles: 'Envoyer comme fichiers',
    earlier: 'Avancer', later: 'Reculer', remove: 'Retirer', add: 'Ajouter',
    empty: (name) => `${name} est vide.`, tooLarge: (name, most) => `${name} dépasse ${most}.`,
    tooMany: (most) => `Au plus ${most} fichiers à la fois.`,
    preparing: 'Préparation…',
    record: 'Enregistrer un message vocal', recording: 'Enregistrement', stop: 'Arrêter et écouter', discard: 'Abandonner', sendVoice: 'Envoyer le message vocal',
    noMicrophone: 'Le micro ne peut pas être utilisé. Autorisez-le pour cette page dans votre navigateur.',
    preview: 'Aperçu du lien', noPreview: 'Envoyer sans aperçu', looking: 'Lecture du lien…',
  },
  pollForm: {
    title: 'Nouveau sondage', question: 'Question', answer: (at) => `Réponse ${at}`, add: 'Ajouter une réponse',
    open: 'Tout le monde voit qui a voté quoi', multiple: 'Plusieurs réponses possibles', quiz: 'Quiz : une seule réponse est juste', right: (at) => `La réponse ${at} est juste`,
    create: 'Envoyer le sondage', tooFew: 'Écrivez une question et au moins deux réponses.', noRight: 'Marquez la réponse juste.',
  },
  pollView: {
    anonymous: 'Sondage anonyme', open: 'Sondage public', quiz: 'Quiz', closed: 'Résultats définitifs',
    vote: 'Voter', retract: 'Retirer son vote', votes: (count) => n(count, { one: `${count} vote`, other: `${count} votes` }), none: 'Aucun vote',
    chosen: 'votre choix', right: 'juste', wrong: 'faux', voters: 'Qui a voté', share: (percent) => `${percent} des votes`,
  },
  viewer: {
    title: 'Visionneuse', next: 'Suivant', previous: 'Précédent', of: (at, of) => `${at} sur ${of}`, zoomIn: 'Agrandir', zoomOut: 'Réduire',
    failed: 'Le chargement a échoué.',
  },
  shared: {
    title: 'Médias partagés', pictures: 'Photos et vidéos', files: 'Fichiers', links: 'Liens', voice: 'Messages vocaux', music: 'Musique',
    none: 'Encore rien de ce genre', more: 'Afficher plus', toMessage: 'Aller au message',
  },
  face: {
    set: 'Choisir une photo', remove: 'Supprimer cette photo', cropTitle: 'Votre photo', cropHint: 'Déplacez et zoomez jusqu’au bon cadrage. Les flèches, + et − marchent aussi.',
    zoom: 'Zoom', use: 'Utiliser cette photo', cropArea: 'Partie visible de l’image', photosOf: (name) => `Photos de ${name}`, bad: 'Cette image ne peut pas être ouverte.',
    removeTitle: 'Supprimer cette photo ?', removeHint: 'Les autres verront la précédente, ou vos initiales.',
  },
}

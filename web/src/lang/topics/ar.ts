import type { Words } from '../words'
import { number } from '../format'
import { plurals } from '../plurals'
import type { topics as en } from './en'

const n = plurals('ar')

export const topics: Words<typeof en> = {
  title: 'المواضيع', list: 'مواضيع هذه المجموعة', hint: 'تُرتَّب الرسائل في مواضيع، وكل موضوع محادثة قائمة بذاتها.', choose: 'اختر موضوعًا لقراءته هنا',
  none: 'لا مواضيع بعد', noneHint: 'اضغط «موضوع جديد» وابدأ محادثة.', notFound: 'لا موضوع بهذا الاسم', gone: 'حُذف هذا الموضوع.', loadFailed: 'تعذّر تحميل المواضيع.',
  make: 'موضوع جديد', edit: 'تعديل الموضوع', name: 'اسم الموضوع', noName: 'أعطِ الموضوع اسمًا.', colour: 'اللون', create: 'إنشاء الموضوع',
  colours: ['أزرق', 'أصفر', 'بنفسجي', 'أخضر', 'وردي', 'أحمر'], message: 'رسالة', begin: (topic) => `اكتب أول رسالة في «${topic}».`,
  actions: 'ما يمكن فعله بهذا الموضوع', pin: 'تثبيت الموضوع', unpin: 'إلغاء تثبيت الموضوع', up: 'نقل إلى أعلى', down: 'نقل إلى أسفل', mute: 'كتم الموضوع', unmute: 'إلغاء كتم الموضوع', close: 'إغلاق الموضوع', reopen: 'إعادة فتح الموضوع',
  rename: 'إعادة التسمية', hide: 'إخفاء الموضوع', show: 'إظهار الموضوع', delete: 'حذف الموضوع', deleteTitle: (name) => `هل تريد حذف الموضوع «${name}»؟`,
  deleteHint: 'يُحذف الموضوع عند الجميع مع كل رسائله. لا يمكن التراجع عن ذلك.',
  asMessages: 'عرض كرسائل', asTopics: 'عرض كمواضيع', closed: 'مغلق', hidden: 'مخفي', isClosed: 'هذا الموضوع مغلق.', muted: 'مكتوم', pinned: 'مثبّت',
  where: (topic) => `الموضوع: ${topic}`, forward: (chat) => `مواضيع ${chat}`,
  count: (count) => n(count, { zero: 'لا مواضيع', one: 'موضوع واحد', two: 'موضوعان', few: `${number(count)} مواضيع`, many: `${number(count)} موضوعًا`, other: `${number(count)} موضوع` }),
  found: 'المواضيع', foundMessages: 'الرسائل', search: 'البحث في المواضيع',
  service: {
    made: (who, name) => `أنشأ ${who} الموضوع «${name}»`, youMade: (name) => `أنشأتَ الموضوع «${name}»`,
    renamed: (who, name) => `غيّر ${who} اسم الموضوع إلى «${name}»`, youRenamed: (name) => `غيّرتَ اسم الموضوع إلى «${name}»`,
    closed: (who) => `أغلق ${who} الموضوع`, youClosed: 'أغلقتَ الموضوع', reopened: (who) => `أعاد ${who} فتح الموضوع`, youReopened: 'أعدتَ فتح الموضوع',
    hidden: (who) => `أخفى ${who} الموضوع`, youHid: 'أخفيتَ الموضوع', shown: (who) => `أظهر ${who} الموضوع`, youShowed: 'أظهرتَ الموضوع',
    changed: (who) => `غيّر ${who} الموضوع`, youChanged: 'غيّرتَ الموضوع',
  },
  log: {
    topicMade: (who) => `أنشأ ${who} موضوعًا`, topicChanged: (who) => `غيّر ${who} موضوعًا`, topicGone: (who) => `حذف ${who} موضوعًا`, topicPinned: (who) => `غيّر ${who} المواضيع المثبّتة`,
  },
}

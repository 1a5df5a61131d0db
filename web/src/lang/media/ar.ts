import { plurals } from '../plurals'
import type { Words } from '../words'
import type { media as en } from './en'

const n = plurals('ar')

export const media: Words<typeof en> = {
  photo: 'صورة', video: 'فيديو', gif: 'صورة متحركة', round: 'رسالة فيديو', voice: 'رسالة صوتية', file: 'ملف', music: 'موسيقى', poll: 'استطلاع', quiz: 'اختبار',
  place: 'موقع', livePlace: 'موقع مباشر', contact: 'جهة اتصال', link: 'رابط',
  photos: (count) => n(count, { zero: 'لا صور', one: 'صورة واحدة', two: 'صورتان', few: `${count} صور`, many: `${count} صورة`, other: `${count} صورة` }),
  album: (count) => `ألبوم من ${count}`,
  burnt: { photo: 'اختفت هذه الصورة: كانت تُعرض مرة واحدة.', video: 'اختفى هذا الفيديو: كان يُعرض مرة واحدة.', voice: 'اختفت هذه الرسالة الصوتية.' },
  once: 'تُعرض مرة واحدة',
  onceOwn: 'لا يراها إلا الطرف الآخر، مرة واحدة.',
  spoiler: 'إظهار المخفي',
  open: 'فتح',
  play: 'تشغيل', pause: 'إيقاف مؤقت', seek: 'الموضع', speed: (speed) => `السرعة ${speed}`, unheard: 'لم تُسمع بعد',
  save: 'حفظ على هذا الجهاز',
  cancelSending: 'إلغاء الإرسال',
  progress: 'ما أُرسل حتى الآن',
  sentOf: (done, total) => `${done} من ${total}`,
  showMap: 'عرض على الخريطة',
  live: (until) => `مباشر حتى ${until}`,
  number: (phone) => `رقم الهاتف ${phone}`,
  compose: {
    attach: 'إرفاق', pictures: 'صورة أو فيديو', files: 'ملف', poll: 'استطلاع', dropHere: 'أفلت الملفات هنا لإرسالها',
    title: (count) => n(count, { one: 'إرسال ملف', two: 'إرسال ملفين', few: `إرسال ${count} ملفات`, other: `إرسال ${count} ملفًا` }),
    replace: 'استبدال المحتوى',
    caption: 'تعليق', captionOf: (name) => `تعليق على ${name}`,
    compress: 'تصغير الصور', compressHint: 'تُحمَّل أسرع ولا تفقد إلا القليل. يُزال مكان التقاطها في كل حال.',
    once: 'تُعرض مرة واحدة', spoiler: 'إخفاء حتى الضغط', asFiles: 'إرسال كملفات',
    earlier: 'تقديم', later: 'تأخير', remove: 'إخراج', add: 'إضافة المزيد',
    empty: (name) => `${name} فارغ.`, tooLarge: (name, most) => `${name} أكبر من ${most}.`,
    tooMany: (most) => `${most} ملفات على الأكثر في المرة.`,
    preparing: 'جارٍ التحضير…',
    record: 'تسجيل رسالة صوتية', recording: 'جارٍ التسجيل', stop: 'إيقاف والاستماع', discard: 'تجاهل', sendVoice: 'إرسال الرسالة الصوتية',
    noMicrophone: 'لا يمكن استخدام الميكروفون. اسمح به لهذه الصفحة في متصفحك.',
    preview: 'معاينة الرابط', noPreview: 'إرسال دون معاينة', looking: 'جارٍ قراءة الرابط…',
  },
  pollForm: {
    title: 'استطلاع جديد', question: 'السؤال', answer: (at) => `الإجابة ${at}`, add: 'إضافة إجابة',
    open: 'يرى الجميع من صوّت ولِمَ', multiple: 'يمكن اختيار عدة إجابات', quiz: 'اختبار: إجابة واحدة صحيحة', right: (at) => `الإجابة ${at} صحيحة`,
    create: 'إرسال الاستطلاع', tooFew: 'اكتب سؤالًا وإجابتين على الأقل.', noRight: 'حدد الإجابة الصحيحة.',
  },
  pollView: {
    anonymous: 'استطلاع مجهول', open: 'استطلاع علني', quiz: 'اختبار', closed: 'النتائج النهائية',
    vote: 'تصويت', retract: 'سحب الصوت', votes: (count) => n(count, { zero: 'لا أصوات', one: 'صوت واحد', two: 'صوتان', few: `${count} أصوات`, many: `${count} صوتًا`, other: `${count} صوت` }), none: 'لا أصوات بعد',
    chosen: 'اختيارك', right: 'صحيحة', wrong: 'خاطئة', voters: 'من صوّت', share: (percent) => `${percent} من الأصوات`,
  },
  viewer: {
    title: 'عارض', next: 'التالي', previous: 'السابق', of: (at, of) => `${at} من ${of}`, zoomIn: 'تكبير', zoomOut: 'تصغير',
    failed: 'تعذر التحميل.',
  },
  shared: {
    title: 'الوسائط المشتركة', pictures: 'الصور والفيديو', files: 'الملفات', links: 'الروابط', voice: 'الرسائل الصوتية', music: 'الموسيقى',
    none: 'لا شيء من هذا النوع بعد', more: 'عرض المزيد', toMessage: 'الانتقال إلى الرسالة',
  },
  face: {
    set: 'اختيار صورة', remove: 'إزالة هذه الصورة', cropTitle: 'صورتك', cropHint: 'حرّك وكبّر حتى تناسب. تعمل الأسهم و+ و− أيضًا.',
    zoom: 'تكبير', use: 'استخدام هذه الصورة', cropArea: 'الجزء الظاهر من الصورة', photosOf: (name) => `صور ${name}`, bad: 'لا يمكن فتح هذه الصورة.',
    removeTitle: 'إزالة هذه الصورة؟', removeHint: 'يرى الآخرون ما قبلها، أو أحرف اسمك الأولى.',
  },
}

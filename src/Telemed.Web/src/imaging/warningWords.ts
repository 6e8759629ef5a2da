import { defineWords, say } from "../platform/words";

/** What was odd about an image file, for whoever sent it; {0} is the part of the file and {1} its place there. */
export const imageWarningWords = defineWords({
  en: {
    departs: "The file departs from the DICOM standard ({0}, byte {1}); it was read all the same.",
    no_pixels: "An image came without its pixels: send it again.",
    no_spacing: "The device states no pixel spacing: lengths cannot be measured in millimetres.",
    text_label: "Names and words may be shown wrongly: their character set is not the one that is stated.",
    text_meant: "The characters are not those that the file states. Read as {0} a text says: {1}",
  },
  zh: {
    departs: "文件与 DICOM 标准不完全相符（{0}，第 {1} 字节），已照常读取。",
    no_pixels: "有图像缺少像素数据，请重新发送。",
    no_spacing: "设备未注明像素间距：无法以毫米测量长度。",
    text_label: "姓名和文字可能显示有误：字符集与所注明的不符。",
    text_meant: "字符与文件所注明的字符集不符。按 {0} 读取应为：{1}",
  },
  ru: {
    departs: "Файл отступает от стандарта DICOM ({0}, байт {1}); он всё же прочитан.",
    no_pixels: "Снимок пришёл без изображения: отправьте его ещё раз.",
    no_spacing: "Аппарат не указал шаг пикселя: длины нельзя измерить в миллиметрах.",
    text_label: "Имена и слова могут отображаться неверно: кодировка не та, что указана.",
    text_meant: "Знаки не в той кодировке, что указана в файле. В {0} текст читается так: {1}",
  },
  kk: {
    departs: "Файл DICOM стандартынан ауытқиды ({0}, {1}-байт); соған қарамастан оқылды.",
    no_pixels: "Сурет пиксельсіз келді: қайта жіберіңіз.",
    no_spacing: "Құрылғы пиксель қадамын көрсетпеген: ұзындықты миллиметрмен өлшеу мүмкін емес.",
    text_label: "Есімдер мен сөздер қате көрсетілуі мүмкін: таңбалар жиыны көрсетілгеннен басқа.",
    text_meant: "Таңбалар файлда көрсетілген жиынға сай емес. {0} бойынша мәтін былай оқылады: {1}",
  },
});

const mark = "dicom:";
type Code = Extract<keyof (typeof imageWarningWords)["all"]["en"], string>;
const isKnown = (code: string): code is Code => code in imageWarningWords.all.en;

/** A warning in the person's language; files that came before warnings had codes keep their text. */
export function imageWarningText(warning: string): string {
  const [code = "", ...values] = warning.slice(mark.length).split("|");
  if (!warning.startsWith(mark) || !isKnown(code)) return warning;
  return say(imageWarningWords, code, Object.fromEntries(values.map((value, index) => [`${index}`, value])));
}

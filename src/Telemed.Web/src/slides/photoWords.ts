import { defineWords } from "../platform/words";

export const photoWords = defineWords({
  en: {
    stateScale: "State the scale", changeScale: "Scale", noMeasure: "Nobody has stated the scale of this photo, so nothing can be measured on it.",
    markBoth: "Click both ends of the known length.", wholePhoto: "Whole photo", how: "How the scale is known",
    byLength: "Marked length", byField: "Eyepiece field", byCamera: "Objective and camera", length: "Known length", unit: "Unit",
    objective: "Objective", fieldNumber: "Field number of the eyepiece", camera: "Camera sensor", otherCamera: "Another one",
    pixel: "Pixel of the sensor", sensor: "Long side of the sensor", adapter: "Camera adapter", mark: "Mark it on the photo", markAgain: "Mark again",
    markLength: "A stretch of a stage micrometer or ruler", markField: "The diameter of the round field", marked: "{n} pixels marked",
    save: "Save", cancel: "Cancel",
  },
  zh: {
    stateScale: "设置比例", changeScale: "比例", noMeasure: "此照片未设置比例，无法测量。",
    markBoth: "请点击已知长度的两端。", wholePhoto: "整张照片", how: "比例依据",
    byLength: "标定长度", byField: "目镜视场", byCamera: "物镜与相机", length: "已知长度", unit: "单位",
    objective: "物镜", fieldNumber: "目镜视场数", camera: "相机传感器", otherCamera: "其他",
    pixel: "传感器像素", sensor: "传感器长边", adapter: "相机接口倍率", mark: "在照片上标出", markAgain: "重新标出",
    markLength: "镜台测微尺或直尺上的一段", markField: "圆形视场的直径", marked: "已标 {n} 像素",
    save: "保存", cancel: "取消",
  },
  ru: {
    stateScale: "Указать масштаб", changeScale: "Масштаб", noMeasure: "Масштаб этого снимка никто не указал, поэтому измерять на нём нельзя.",
    markBoth: "Отметьте оба конца известной длины.", wholePhoto: "Весь снимок", how: "Откуда известен масштаб",
    byLength: "Отмеченная длина", byField: "Поле окуляра", byCamera: "Объектив и камера", length: "Известная длина", unit: "Единица",
    objective: "Объектив", fieldNumber: "Полевое число окуляра", camera: "Матрица камеры", otherCamera: "Другая",
    pixel: "Пиксель матрицы", sensor: "Длинная сторона матрицы", adapter: "Адаптер камеры", mark: "Отметить на снимке", markAgain: "Отметить заново",
    markLength: "Отрезок объект-микрометра или линейки", markField: "Диаметр круглого поля", marked: "Отмечено пикселей: {n}",
    save: "Сохранить", cancel: "Отмена",
  },
  kk: {
    stateScale: "Масштабын көрсету", changeScale: "Масштаб", noMeasure: "Бұл суреттің масштабы көрсетілмеген, сондықтан өлшеу мүмкін емес.",
    markBoth: "Белгілі ұзындықтың екі ұшын басыңыз.", wholePhoto: "Бүкіл сурет", how: "Масштаб қайдан белгілі",
    byLength: "Белгіленген ұзындық", byField: "Окуляр өрісі", byCamera: "Объектив пен камера", length: "Белгілі ұзындық", unit: "Бірлік",
    objective: "Объектив", fieldNumber: "Окулярдың өріс саны", camera: "Камера сенсоры", otherCamera: "Басқа",
    pixel: "Сенсор пикселі", sensor: "Сенсордың ұзын жағы", adapter: "Камера адаптері", mark: "Суретте белгілеу", markAgain: "Қайта белгілеу",
    markLength: "Объект-микрометр не сызғыш бөлігі", markField: "Дөңгелек өрістің диаметрі", marked: "{n} пиксель белгіленді",
    save: "Сақтау", cancel: "Болдырмау",
  },
});

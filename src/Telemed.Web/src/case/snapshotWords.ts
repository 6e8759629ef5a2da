import { defineWords } from "../platform/words";

export const snapshotWords = defineWords({
  en: {
    pictures: "Pictures", picture: "Picture into the report", caption: "What the picture shows", take: "Put it into the report",
    taken: "The picture goes into the report.", remove: "Take it out", captionOf: "Caption {n}", noScale: "no scale stated",
  },
  zh: {
    pictures: "图像", picture: "将图像放入报告", caption: "图像说明", take: "放入报告",
    taken: "图像已放入报告。", remove: "从报告移除", captionOf: "说明 {n}", noScale: "未注明比例",
  },
  ru: {
    pictures: "Снимки", picture: "Снимок в заключение", caption: "Что на снимке", take: "Вставить в заключение",
    taken: "Снимок войдёт в заключение.", remove: "Убрать", captionOf: "Подпись {n}", noScale: "масштаб не указан",
  },
  kk: {
    pictures: "Суреттер", picture: "Суретті қорытындыға", caption: "Суретте не көрсетілген", take: "Қорытындыға енгізу",
    taken: "Сурет қорытындыға енеді.", remove: "Алып тастау", captionOf: "Жазуы {n}", noScale: "масштабы көрсетілмеген",
  },
});

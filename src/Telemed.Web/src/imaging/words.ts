import { defineWords } from "../platform/words";

export const imagingWords = defineWords({
  en: {
    opening: "Opening the images", empty: "This study has no images to show", series: "Series", images: "{count} images",
    image: "Image {at} of {count}", window: "Window", pan: "Pan", zoom: "Zoom", scroll: "Scroll", length: "Length",
    angle: "Angle", roi: "Region", probe: "Value", rotate: "Rotate by 90°", flip: "Flip", invert: "Invert",
    reset: "Reset", cine: "Play", stop: "Stop", tags: "Tags", key: "Key image", compare: "Prior beside it",
    link: "Scroll together", notCalibrated: "no spacing stated: lengths in pixels", presets: "Windows", own: "As sent",
    lung: "Lung", mediastinum: "Soft tissue", bone: "Bone", brain: "Brain", stroke: "Stroke", abdomen: "Abdomen",
    full: "Full range", failed: "The images could not be opened", again: "Try again", tools: "Image tools", prior: "Prior",
    notShown: "This image cannot be shown here", next: "Next image", previous: "Previous image",
  },
  zh: {
    opening: "正在打开图像", empty: "此检查没有可显示的图像", series: "序列", images: "{count} 幅图像",
    image: "第 {at} 幅，共 {count} 幅", window: "窗宽窗位", pan: "平移", zoom: "缩放", scroll: "翻页", length: "长度",
    angle: "角度", roi: "区域", probe: "数值", rotate: "旋转 90°", flip: "翻转", invert: "反相",
    reset: "复位", cine: "播放", stop: "停止", tags: "标签", key: "关键图像", compare: "与旧片并排",
    link: "同步翻页", notCalibrated: "未注明像素间距：长度以像素计", presets: "窗口", own: "原始",
    lung: "肺窗", mediastinum: "软组织窗", bone: "骨窗", brain: "脑窗", stroke: "卒中窗", abdomen: "腹窗",
    full: "全范围", failed: "无法打开图像", again: "重试", tools: "图像工具", prior: "旧片",
    notShown: "此图像无法在此显示", next: "下一幅", previous: "上一幅",
  },
  ru: {
    opening: "Открываем снимки", empty: "В этом исследовании нет снимков для показа", series: "Серии", images: "Снимков: {count}",
    image: "Снимок {at} из {count}", window: "Окно", pan: "Сдвиг", zoom: "Масштаб", scroll: "Листать", length: "Длина",
    angle: "Угол", roi: "Область", probe: "Значение", rotate: "Повернуть на 90°", flip: "Отразить", invert: "Инверсия",
    reset: "Сброс", cine: "Пуск", stop: "Стоп", tags: "Теги", key: "Ключевой снимок", compare: "Рядом с прежним",
    link: "Листать вместе", notCalibrated: "шаг пикселя не указан: длины в пикселях", presets: "Окна", own: "Как прислано",
    lung: "Лёгкие", mediastinum: "Мягкие ткани", bone: "Кость", brain: "Мозг", stroke: "Инсульт", abdomen: "Живот",
    full: "Весь диапазон", failed: "Снимки не удалось открыть", again: "Повторить", tools: "Инструменты снимка", prior: "Прежнее",
    notShown: "Этот снимок здесь не показывается", next: "Следующий снимок", previous: "Предыдущий снимок",
  },
  kk: {
    opening: "Суреттер ашылуда", empty: "Бұл зерттеуде көрсететін сурет жоқ", series: "Сериялар", images: "Сурет саны: {count}",
    image: "{count} суреттің {at}-і", window: "Терезе", pan: "Жылжыту", zoom: "Масштаб", scroll: "Парақтау", length: "Ұзындық",
    angle: "Бұрыш", roi: "Аймақ", probe: "Мән", rotate: "90°-қа бұру", flip: "Айналау", invert: "Кері түс",
    reset: "Бастапқы күй", cine: "Ойнату", stop: "Тоқтату", tags: "Тегтер", key: "Негізгі сурет", compare: "Бұрынғысымен қатар",
    link: "Бірге парақтау", notCalibrated: "пиксель қадамы көрсетілмеген: ұзындық пиксельмен", presets: "Терезелер", own: "Жіберілгендей",
    lung: "Өкпе", mediastinum: "Жұмсақ тін", bone: "Сүйек", brain: "Ми", stroke: "Инсульт", abdomen: "Құрсақ",
    full: "Толық ауқым", failed: "Суреттерді ашу мүмкін болмады", again: "Қайталау", tools: "Сурет құралдары", prior: "Бұрынғы",
    notShown: "Бұл сурет мұнда көрсетілмейді", next: "Келесі сурет", previous: "Алдыңғы сурет",
  },
});

import { defineWords } from "../platform/words";

export const uploadWords = defineWords({
  en: {
    waiting: "Waiting", sending: "Sending", paused: "Paused", checking: "Checking", accepted: "Received", refused: "Refused",
    pause: "Pause", resume: "Go on", remove: "Remove", rate: "{rate}/s", differs: "The file's patient differs from the chosen one",
    samePatient: "It is the same patient", otherPatient: "Wrong file: remove it", inFile: "In the file", files: "Files",
    reason: "typing error in the device",
  },
  zh: {
    waiting: "等待中", sending: "发送中", paused: "已暂停", checking: "检查中", accepted: "已接收", refused: "被拒绝",
    pause: "暂停", resume: "继续", remove: "移除", rate: "{rate}/秒", differs: "文件中的患者与所选患者不一致",
    samePatient: "确为同一患者", otherPatient: "文件有误，移除", inFile: "文件中", files: "文件",
    reason: "设备录入错误",
  },
  ru: {
    waiting: "Ждёт", sending: "Отправляется", paused: "Пауза", checking: "Проверяется", accepted: "Принято", refused: "Отклонено",
    pause: "Пауза", resume: "Продолжить", remove: "Убрать", rate: "{rate}/с", differs: "Пациент в файле отличается от выбранного",
    samePatient: "Это тот же пациент", otherPatient: "Не тот файл: убрать", inFile: "В файле", files: "Файлы",
    reason: "опечатка в аппарате",
  },
  kk: {
    waiting: "Күтуде", sending: "Жіберілуде", paused: "Кідірді", checking: "Тексерілуде", accepted: "Қабылданды", refused: "Қабылданбады",
    pause: "Кідірту", resume: "Жалғастыру", remove: "Алып тастау", rate: "{rate}/с", differs: "Файлдағы пациент таңдалғаннан өзгеше",
    samePatient: "Сол пациенттің өзі", otherPatient: "Файл қате: алып тастау", inFile: "Файлда", files: "Файлдар",
    reason: "аппараттағы қате теру",
  },
});

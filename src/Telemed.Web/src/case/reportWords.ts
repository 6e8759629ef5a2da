import { defineWords } from "../platform/words";

export const reportWords = defineWords({
  en: {
    report: "Report", card: "What to do", doNow: "Do now", give: "Give", doNot: "Do not", sendIf: "Send the patient if", callBackAt: "Call back at",
    impression: "Impression", answers: "Answers", advice: "Advice", certainty: "Certainty", signedAt: "Signed {time}", verification: "Verification", changes: "What changed",
    print: "Print", critical: "Critical", yes: "yes", no: "no", limits: "Limits of this reading", limited: "Made without all the information that was asked for.", previous: "Previous report", none: "There is no earlier report.",
  },
  zh: {
    report: "报告", card: "处置卡", doNow: "立即处理", give: "给予", doNot: "禁止", sendIf: "出现以下情况转诊", callBackAt: "回电时间",
    impression: "结论", answers: "回答", advice: "建议", certainty: "把握程度", signedAt: "签发于 {time}", verification: "验证码", changes: "修订内容",
    print: "打印", critical: "危急", yes: "是", no: "否", limits: "判读的局限", limited: "未取得所要求的全部资料，据现有资料作出。", previous: "上次报告", none: "没有既往报告。",
  },
  ru: {
    report: "Заключение", card: "Что делать", doNow: "Сделать сейчас", give: "Дать", doNot: "Не делать", sendIf: "Направить, если", callBackAt: "Перезвонить в",
    impression: "Вывод", answers: "Ответы", advice: "Рекомендации", certainty: "Уверенность", signedAt: "Подписано {time}", verification: "Проверка", changes: "Что изменено",
    print: "Печать", critical: "Критично", yes: "да", no: "нет", limits: "Ограничения", limited: "Сделано без всех запрошенных сведений.", previous: "Прежнее заключение", none: "Прежнего заключения нет.",
  },
  kk: {
    report: "Қорытынды", card: "Не істеу керек", doNow: "Қазір жасау", give: "Беру", doNot: "Жасамау", sendIf: "Мына жағдайда жіберу", callBackAt: "Қайта қоңырау шалу",
    impression: "Түйін", answers: "Жауаптар", advice: "Кеңес", certainty: "Сенімділік", signedAt: "Қол қойылды {time}", verification: "Тексеру коды", changes: "Не өзгерді",
    print: "Басып шығару", critical: "Қауіпті", yes: "иә", no: "жоқ", limits: "Шектеулер", limited: "Сұралған мәліметтердің бәрінсіз жасалды.", previous: "Бұрынғы қорытынды", none: "Бұрынғы қорытынды жоқ.",
  },
});

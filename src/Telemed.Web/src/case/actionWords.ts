import { defineWords } from "../platform/words";

export const actionWords = defineWords({
  en: {
    acknowledge: "I have read it", readBack: "Read back: the two digits you were told", recordAction: "Record what was done", whatDone: "What was done", details: "Details",
    claim: "Take this case", requestInfo: "Ask for information", whatMissing: "What is missing", askText: "What exactly do you need", triage: "Sort", route: "Route", toFacility: "To which facility", anyFacility: "Whoever is free first",
    reassign: "Give to a reader", toPerson: "To whom", why: "Why", changeColour: "Change the colour", secondOpinion: "Ask for a second opinion", blind: "Without showing the first report",
    addAddendum: "Addendum", addendumText: "What is added", release: "Give back to the queue", return: "Return", reject: "Decline", advice: "Advice to the sender", reopen: "Open again", cancel: "Cancel the case",
    reason: "Reason", choose: "Choose", amend: "Amend the report", done: "Done.", none: "Nothing to do for you now.", readAndReport: "Read and report", findPerson: "Name", answerInfo: "Answer the question below.",
    review: "Review", agree: "I agree", comment: "Comment", secondAnswer: "Second opinion", copy: "Make a corrected copy",
  },
  zh: {
    acknowledge: "已阅读", readBack: "复述：输入电话中告知的两位数字", recordAction: "记录处置", whatDone: "处置方式", details: "说明",
    claim: "接诊此病例", requestInfo: "要求补充信息", whatMissing: "缺少什么", askText: "具体需要什么", triage: "分诊", route: "分派", toFacility: "分派到", anyFacility: "最先空闲者",
    reassign: "指派阅片人", toPerson: "指派给", why: "原因说明", changeColour: "更改颜色", secondOpinion: "请求第二意见", blind: "不显示第一份报告",
    addAddendum: "补充说明", addendumText: "补充内容", release: "退回队列", return: "退回申请方", reject: "拒收", advice: "给申请方的建议", reopen: "重新打开", cancel: "取消病例",
    reason: "原因", choose: "请选择", amend: "修订报告", done: "已完成。", none: "目前无需您操作。", readAndReport: "阅片并出报告", findPerson: "姓名", answerInfo: "请在下方答复。",
    review: "审核", agree: "同意", comment: "意见", secondAnswer: "第二意见", copy: "复制并修改",
  },
  ru: {
    acknowledge: "Я прочёл", readBack: "Подтверждение: две цифры, названные по телефону", recordAction: "Записать, что сделано", whatDone: "Что сделано", details: "Подробности",
    claim: "Взять случай", requestInfo: "Запросить сведения", whatMissing: "Чего не хватает", askText: "Что именно нужно", triage: "Распределить", route: "Направить", toFacility: "В какое учреждение", anyFacility: "Кто первым освободится",
    reassign: "Передать врачу", toPerson: "Кому", why: "Почему", changeColour: "Сменить цвет", secondOpinion: "Просить второе мнение", blind: "Не показывая первое заключение",
    addAddendum: "Дополнение", addendumText: "Что добавлено", release: "Вернуть в очередь", return: "Вернуть", reject: "Отклонить", advice: "Совет отправителю", reopen: "Открыть снова", cancel: "Отменить случай",
    reason: "Причина", choose: "Выберите", amend: "Изменить заключение", done: "Готово.", none: "Сейчас вам делать нечего.", readAndReport: "Читать и дать заключение", findPerson: "Имя", answerInfo: "Ответьте на вопрос ниже.",
    review: "Проверка", agree: "Согласен", comment: "Замечание", secondAnswer: "Второе мнение", copy: "Сделать исправленную копию",
  },
  kk: {
    acknowledge: "Оқып шықтым", readBack: "Растау: телефонда айтылған екі сан", recordAction: "Жасалғанды жазу", whatDone: "Не жасалды", details: "Толығырақ",
    claim: "Жағдайды алу", requestInfo: "Мәлімет сұрау", whatMissing: "Не жетіспейді", askText: "Нақты не керек", triage: "Сұрыптау", route: "Бағыттау", toFacility: "Қай мекемеге", anyFacility: "Кім бірінші босаса",
    reassign: "Дәрігерге беру", toPerson: "Кімге", why: "Неге", changeColour: "Түсін өзгерту", secondOpinion: "Екінші пікір сұрау", blind: "Бірінші қорытындыны көрсетпей",
    addAddendum: "Толықтыру", addendumText: "Не қосылды", release: "Кезекке қайтару", return: "Қайтару", reject: "Қабылдамау", advice: "Жіберушіге кеңес", reopen: "Қайта ашу", cancel: "Жағдайды тоқтату",
    reason: "Себебі", choose: "Таңдаңыз", amend: "Қорытындыны өзгерту", done: "Дайын.", none: "Қазір сізден ештеңе керек емес.", readAndReport: "Оқып, қорытынды беру", findPerson: "Аты-жөні", answerInfo: "Төмендегі сұраққа жауап беріңіз.",
    review: "Тексеру", agree: "Келісемін", comment: "Ескерту", secondAnswer: "Екінші пікір", copy: "Түзетілген көшірме жасау",
  },
});

import { defineWords } from "../platform/words";

/** What is said about rooms outside of them: the button that opens one, the call that comes in. */
export const doorWords = defineWords({
  en: {
    incomingCall: "Incoming call", callsYou: "{name} calls you into a room", answer: "Answer", decline: "Decline",
    notNow: "Not now", declineText: "The next one in the chain is called at once.", reason: "Reason",
    decline_busy: "Busy with a patient", decline_off_duty: "Off duty", decline_not_mine: "Not my field",
    decline_other: "Other", startRoom: "Start a room", toRoom: "Into the room",
    redCall: "Red call: ring the on-call chain", writeNote: "Write the note", roomNote: "Note of a room",
    noteOwed: "A note of an earlier room is still due. Write it first.",
    nobodyOnCall: "Nobody is on call for this now. Ask the coordinator.",
    planRoom: "Plan a room", planAt: "When",
    planText: "The other side is told of it now. Both test their line from half an hour before.",
  },
  zh: {
    incomingCall: "来电", callsYou: "{name} 邀请您进入会诊室", answer: "接听", decline: "拒绝", notNow: "暂不",
    declineText: "系统会立即呼叫下一位。", reason: "原因", decline_busy: "正在接诊", decline_off_duty: "不在班", decline_not_mine: "非本专业",
    decline_other: "其他", startRoom: "发起会诊室", toRoom: "进入会诊室", redCall: "红色呼叫：依次呼叫值班", writeNote: "填写会诊记录",
    roomNote: "会诊记录", noteOwed: "之前的会诊记录尚未完成，请先填写。", nobodyOnCall: "目前无人值班，请联系协调员。",
    planRoom: "预约会诊室", planAt: "时间",
    planText: "系统会立即通知对方。双方在开始前半小时起检测网络。",
  },
  ru: {
    incomingCall: "Входящий вызов", callsYou: "{name} зовёт вас в комнату", answer: "Ответить", decline: "Отклонить",
    notNow: "Не сейчас", declineText: "Сразу будет вызван следующий по цепочке.", reason: "Причина",
    decline_busy: "Занят с пациентом", decline_off_duty: "Не на дежурстве", decline_not_mine: "Не мой профиль",
    decline_other: "Другое", startRoom: "Открыть комнату", toRoom: "Войти в комнату",
    redCall: "Красный вызов: звонить дежурным", writeNote: "Написать заключение", roomNote: "Заключение по комнате",
    noteOwed: "За прошлую комнату не подписано заключение. Сначала напишите его.",
    nobodyOnCall: "Сейчас никто не дежурит. Обратитесь к координатору.",
    planRoom: "Назначить комнату", planAt: "Когда",
    planText: "Другая сторона узнает сразу. За полчаса обе проверяют линию.",
  },
  kk: {
    incomingCall: "Кіріс қоңырау", callsYou: "{name} сізді бөлмеге шақырып тұр", answer: "Жауап беру",
    decline: "Бас тарту", notNow: "Қазір емес", declineText: "Тізбектегі келесі адам бірден шақырылады.",
    reason: "Себебі", decline_busy: "Науқаспен бос емеспін", decline_off_duty: "Кезекшілікте емеспін",
    decline_not_mine: "Менің салам емес", decline_other: "Басқа", startRoom: "Бөлме ашу", toRoom: "Бөлмеге кіру",
    redCall: "Қызыл шақыру: кезекшілерге қоңырау", writeNote: "Қорытынды жазу", roomNote: "Бөлме қорытындысы",
    noteOwed: "Алдыңғы бөлменің қорытындысы жазылмаған. Алдымен соны жазыңыз.",
    nobodyOnCall: "Қазір кезекші жоқ. Үйлестірушіге хабарласыңыз.",
    planRoom: "Бөлме жоспарлау", planAt: "Қашан",
    planText: "Екінші тарап бірден біледі. Жарты сағат бұрын екеуі де желіні тексереді.",
  },
});

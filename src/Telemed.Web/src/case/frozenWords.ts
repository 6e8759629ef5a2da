import { defineWords } from "../platform/words";

export const frozenWords = defineWords({
  en: {
    frozen: "Frozen section", onTable: "Frozen section: the patient is on the table", alwaysRed: "A frozen section is red. Its answer comes by telephone: say whom the pathologist calls.",
    whomToCall: "Who is called back", whomHint: "Surgeon or nurse in the operating room", number: "Number in the operating room",
    notDialled: "This cannot be dialled.", callBack: "Call back", recordCall: "Record the call", toldTo: "Who heard the answer",
    said: "The answer as it was spoken", told: "Answer told", no_answer: "Nobody answered", wrong_number: "Wrong number",
    notTold: "Not told yet", toldAt: "Told {who} at {time}", calls: "Calls", waits: "The pathologist calls {name} at {number}.", outcome: "How the call went", save: "Save", cancel: "Cancel",
    receivedAt: "Received", callFirst: "Call first, then sign: the operating room waits for a voice.",
  },
  zh: {
    frozen: "术中冰冻", onTable: "术中冰冻：患者在手术台上", alwaysRed: "术中冰冻为红色，答复通过电话告知：请填写病理医生应致电的人员。",
    whomToCall: "回电联系人", whomHint: "手术室的外科医生或护士", number: "手术室电话",
    notDialled: "该号码无法拨打。", callBack: "回电", recordCall: "记录通话", toldTo: "接听答复的人",
    said: "口头答复内容", told: "已告知", no_answer: "无人接听", wrong_number: "号码错误",
    notTold: "尚未告知", toldAt: "{time} 已告知 {who}", calls: "通话记录", waits: "病理医生将致电 {name}，号码 {number}。", outcome: "通话结果", save: "保存", cancel: "取消",
    receivedAt: "收到", callFirst: "先致电，再签发：手术室在等待口头答复。",
  },
  ru: {
    frozen: "Срочная биопсия", onTable: "Срочная биопсия: пациент на столе", alwaysRed: "Срочная биопсия всегда красная. Ответ дают по телефону: укажите, кому звонит патологоанатом.",
    whomToCall: "Кому звонить", whomHint: "Хирург или сестра в операционной", number: "Телефон операционной",
    notDialled: "По этому номеру не позвонить.", callBack: "Позвонить", recordCall: "Записать звонок", toldTo: "Кто услышал ответ",
    said: "Ответ, как он был сказан", told: "Ответ сообщён", no_answer: "Не ответили", wrong_number: "Не тот номер",
    notTold: "Ещё не сообщено", toldAt: "Сообщено в {time}: {who}", calls: "Звонки", waits: "Патологоанатом позвонит: {name}, {number}.", outcome: "Как прошёл звонок", save: "Сохранить", cancel: "Отмена",
    receivedAt: "Получено", callFirst: "Сначала звонок, потом подпись: операционная ждёт голоса.",
  },
  kk: {
    frozen: "Шұғыл биопсия", onTable: "Шұғыл биопсия: пациент операция үстелінде", alwaysRed: "Шұғыл биопсия әрдайым қызыл. Жауабы телефонмен айтылады: патолог кімге қоңырау шалатынын көрсетіңіз.",
    whomToCall: "Кімге қоңырау шалу", whomHint: "Операция бөлмесіндегі хирург не мейіргер", number: "Операция бөлмесінің телефоны",
    notDialled: "Бұл нөмірге қоңырау шалу мүмкін емес.", callBack: "Қоңырау шалу", recordCall: "Қоңырауды жазу", toldTo: "Жауапты кім естіді",
    said: "Айтылған жауап", told: "Жауап айтылды", no_answer: "Ешкім жауап бермеді", wrong_number: "Қате нөмір",
    notTold: "Әлі айтылған жоқ", toldAt: "{time} айтылды: {who}", calls: "Қоңыраулар", waits: "Патолог қоңырау шалады: {name}, {number}.", outcome: "Қоңырау қалай өтті", save: "Сақтау", cancel: "Болдырмау",
    receivedAt: "Алынды", callFirst: "Алдымен қоңырау, содан кейін қол: операция бөлмесі дауысты күтеді.",
  },
});

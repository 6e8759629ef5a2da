import { defineWords } from "../platform/words";

/** Why a second reader looks at a report before it is signed; the keys of reasons are the hub's codes. */
export const reviewWords = defineWords({
  en: {
    first: "A second reader agrees before this is signed.",
    junior_reporter: "Reports of this reader are signed after a review.",
    sampled: "This case was drawn for the share of reports that are reviewed.",
    critical_mismatch: "The measurement is critical, and the report says nothing critical.",
    asked_by_reporter: "The reader asks for it.",
    send: "Send to review",
    sent: "Sent to review.",
    waits: "The report waits for its reviewer",
    waitsText: "You are told when the reviewer agrees or asks for changes.",
    advice: "The reviewer writes",
  },
  zh: {
    first: "签发前须由另一位医师审核同意。",
    junior_reporter: "该医师的报告须经审核后签发。",
    sampled: "此病例被抽中进行审核。",
    critical_mismatch: "测量结果为危急，而报告未写危急发现。",
    asked_by_reporter: "报告医师请求审核。",
    send: "送审",
    sent: "已送审。",
    waits: "报告等待审核",
    waitsText: "审核同意或要求修改时会通知您。",
    advice: "审核医师意见",
  },
  ru: {
    first: "До подписи должен согласиться второй врач.",
    junior_reporter: "Заключения этого врача подписываются после проверки.",
    sampled: "Случай выпал в выборочную проверку.",
    critical_mismatch: "Измерение критическое, а в заключении ничего критического нет.",
    asked_by_reporter: "Об этом просит врач.",
    send: "Отправить на проверку",
    sent: "Отправлено на проверку.",
    waits: "Заключение ждёт проверки",
    waitsText: "Вам сообщат, когда проверяющий согласится или попросит изменить.",
    advice: "Проверяющий пишет",
  },
  kk: {
    first: "Қол қою алдында екінші дәрігер келісуі керек.",
    junior_reporter: "Бұл дәрігердің қорытындыларына тексеруден кейін қол қойылады.",
    sampled: "Бұл жағдай іріктеп тексеруге түсті.",
    critical_mismatch: "Өлшем қауіпті, ал қорытындыда қауіпті ештеңе жазылмаған.",
    asked_by_reporter: "Дәрігердің өзі сұрайды.",
    send: "Тексеруге жіберу",
    sent: "Тексеруге жіберілді.",
    waits: "Қорытынды тексеруді күтуде",
    waitsText: "Тексеруші келіскенде не өзгерту сұрағанда сізге хабарланады.",
    advice: "Тексеруші жазады",
  },
});

type Reason = "junior_reporter" | "sampled" | "critical_mismatch" | "asked_by_reporter";

const reasons: ReadonlySet<string> = new Set<Reason>([
  "junior_reporter",
  "sampled",
  "critical_mismatch",
  "asked_by_reporter",
]);

export const isReviewReason = (code: string | null | undefined): code is Reason =>
  code !== null && code !== undefined && reasons.has(code);

import { defineWords, say } from "../platform/words";

/** Names of the flags the measuring raises. A flag that is newer than this list shows its code. */
export const flagWords = defineWords({
  en: {
    asystole: "No QRS for more than 3 s", vf_vt: "Possible VF or VT", vt: "Wide fast beats", vf: "Possible ventricular fibrillation", stemi: "ST elevation, STEMI criteria", posterior: "ST depression V1–V3", af: "Irregular, possible atrial fibrillation",
    bradycardia: "Slow rate", tachycardia: "Fast rate", long_qtc: "Long QTc", av_block: "Long PR or AV block", wide_qrs: "Wide QRS", hyperkalaemia: "Tall narrow T, potassium?", lead_off: "Lead off", lead_reversal: "Leads possibly exchanged",
    noise: "Noise", baseline_wander: "Baseline wander", channel_error: "Channels do not agree", pacemaker: "Pacing spikes", disagreement: "Device and computation differ",
  },
  zh: {
    asystole: "超过 3 秒无 QRS 波", vf_vt: "可疑室颤或室速", vt: "宽大快速心搏", vf: "可疑心室颤动", stemi: "ST 段抬高，符合 STEMI 标准", posterior: "V1–V3 ST 段压低", af: "节律不齐，可疑房颤",
    bradycardia: "心率慢", tachycardia: "心率快", long_qtc: "QTc 延长", av_block: "PR 延长或房室阻滞", wide_qrs: "QRS 增宽", hyperkalaemia: "T 波高尖，血钾？", lead_off: "导联脱落", lead_reversal: "导联可能接反",
    noise: "干扰", baseline_wander: "基线漂移", channel_error: "通道不一致", pacemaker: "起搏信号", disagreement: "设备与计算不一致",
  },
  ru: {
    asystole: "Нет QRS более 3 с", vf_vt: "Возможна ФЖ или ЖТ", vt: "Широкие частые комплексы", vf: "Возможна фибрилляция желудочков", stemi: "Подъём ST, критерии ИМпST", posterior: "Депрессия ST V1–V3", af: "Нерегулярный ритм, возможна ФП",
    bradycardia: "Редкий ритм", tachycardia: "Частый ритм", long_qtc: "Удлинён QTc", av_block: "Длинный PR или АВ-блокада", wide_qrs: "Широкий QRS", hyperkalaemia: "Высокий узкий T, калий?", lead_off: "Нет контакта отведения", lead_reversal: "Возможно, перепутаны электроды",
    noise: "Помехи", baseline_wander: "Дрейф изолинии", channel_error: "Каналы не согласуются", pacemaker: "Спайки стимулятора", disagreement: "Прибор и расчёт расходятся",
  },
  kk: {
    asystole: "3 с-тан артық QRS жоқ", vf_vt: "ҚФ немесе ҚТ болуы мүмкін", vt: "Кең жиі комплекстер", vf: "Қарынша фибрилляциясы болуы мүмкін", stemi: "ST көтерілген, STEMI белгілері", posterior: "V1–V3 ST төмендеуі", af: "Ырғақ бұзылған, ЖФ болуы мүмкін",
    bradycardia: "Ырғақ сирек", tachycardia: "Ырғақ жиі", long_qtc: "QTc ұзарған", av_block: "PR ұзарған не АВ-блокада", wide_qrs: "QRS кеңейген", hyperkalaemia: "T биік үшкір, калий?", lead_off: "Тіркеме байланысы жоқ", lead_reversal: "Электродтар ауысқан болуы мүмкін",
    noise: "Кедергі", baseline_wander: "Изосызық ауытқуы", channel_error: "Арналар сәйкес емес", pacemaker: "Стимулятор импульстері", disagreement: "Құрылғы мен есеп сәйкес емес",
  },
});

export function flagText(code: string): string {
  const known = code in flagWords.all.en;
  return known ? say(flagWords, code as keyof (typeof flagWords)["all"]["en"]) : code.replaceAll("_", " ");
}

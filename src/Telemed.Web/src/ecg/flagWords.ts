import { defineWords, say } from "../platform/words";
import type { Flag, FlagLevel } from "./types";

/** Names of the flags the measuring raises. A flag that is newer than this list shows its code. */
export const flagWords = defineWords({
  en: {
    asystole: "No QRS", long_pause: "Long pause", ventricular_fibrillation: "Possible ventricular fibrillation", ventricular_run: "Run of wide beats",
    ventricular_ectopic: "Ventricular premature beats", supraventricular_ectopic: "Supraventricular premature beats", atrial_fibrillation: "Possible atrial fibrillation",
    st_elevation: "ST elevation", st_depression: "ST depression", posterior_hint: "Posterior infarction?", hyperkalaemia_hint: "Potassium high?",
    bradycardia: "Slow rate", tachycardia: "Fast rate", first_degree_av_block: "Long PR", av_block_2_to_1: "2:1 AV block?", wide_qrs: "Wide QRS", long_qtc: "Long QTc",
    lead_off: "Lead off", channel_error: "Channels do not agree", noise: "Noise", mains: "Mains hum", baseline_wander: "Baseline wander", arm_reversal: "Arm leads exchanged?",
    leg_reversal: "Right leg lead exchanged?", precordial_order: "Order of chest leads?", pacing: "Pacing spikes",
  },
  zh: {
    asystole: "无 QRS 波", long_pause: "长间歇", ventricular_fibrillation: "可疑心室颤动", ventricular_run: "连续宽大心搏",
    ventricular_ectopic: "室性早搏", supraventricular_ectopic: "室上性早搏", atrial_fibrillation: "可疑心房颤动",
    st_elevation: "ST 段抬高", st_depression: "ST 段压低", posterior_hint: "后壁梗死？", hyperkalaemia_hint: "血钾高？",
    bradycardia: "心率慢", tachycardia: "心率快", first_degree_av_block: "PR 延长", av_block_2_to_1: "2:1 房室传导阻滞？", wide_qrs: "QRS 增宽", long_qtc: "QTc 延长",
    lead_off: "导联脱落", channel_error: "通道不一致", noise: "干扰", mains: "工频干扰", baseline_wander: "基线漂移", arm_reversal: "上肢导联接反？",
    leg_reversal: "右下肢导联接反？", precordial_order: "胸导联顺序？", pacing: "起搏信号",
  },
  ru: {
    asystole: "Нет QRS", long_pause: "Длинная пауза", ventricular_fibrillation: "Возможна фибрилляция желудочков", ventricular_run: "Пробежка широких комплексов",
    ventricular_ectopic: "Желудочковые экстрасистолы", supraventricular_ectopic: "Наджелудочковые экстрасистолы", atrial_fibrillation: "Возможна фибрилляция предсердий",
    st_elevation: "Подъём ST", st_depression: "Депрессия ST", posterior_hint: "Задний инфаркт?", hyperkalaemia_hint: "Калий повышен?",
    bradycardia: "Редкий ритм", tachycardia: "Частый ритм", first_degree_av_block: "Длинный PR", av_block_2_to_1: "АВ-блокада 2:1?", wide_qrs: "Широкий QRS", long_qtc: "Удлинён QTc",
    lead_off: "Нет контакта отведения", channel_error: "Каналы не согласуются", noise: "Помехи", mains: "Сетевая наводка", baseline_wander: "Дрейф изолинии", arm_reversal: "Перепутаны электроды рук?",
    leg_reversal: "Перепутан электрод правой ноги?", precordial_order: "Порядок грудных отведений?", pacing: "Спайки стимулятора",
  },
  kk: {
    asystole: "QRS жоқ", long_pause: "Ұзақ кідіріс", ventricular_fibrillation: "Қарынша фибрилляциясы болуы мүмкін", ventricular_run: "Кең комплекстер тізбегі",
    ventricular_ectopic: "Қарыншалық экстрасистолалар", supraventricular_ectopic: "Қарыншаүстілік экстрасистолалар", atrial_fibrillation: "Жүрекше фибрилляциясы болуы мүмкін",
    st_elevation: "ST көтерілген", st_depression: "ST төмендеген", posterior_hint: "Артқы инфаркт?", hyperkalaemia_hint: "Калий жоғары?",
    bradycardia: "Ырғақ сирек", tachycardia: "Ырғақ жиі", first_degree_av_block: "PR ұзарған", av_block_2_to_1: "2:1 АВ-блокада?", wide_qrs: "QRS кеңейген", long_qtc: "QTc ұзарған",
    lead_off: "Тіркеме байланысы жоқ", channel_error: "Арналар сәйкес емес", noise: "Кедергі", mains: "Желі кедергісі", baseline_wander: "Изосызық ауытқуы", arm_reversal: "Қол электродтары ауысқан ба?",
    leg_reversal: "Оң аяқ электроды ауысқан ба?", precordial_order: "Кеуде тіркемелерінің реті?", pacing: "Стимулятор импульстері",
  },
});

export function flagText(code: string): string {
  return code in flagWords.all.en ? say(flagWords, code as keyof (typeof flagWords)["all"]["en"]) : code.replaceAll("_", " ");
}

/** The hub says how soon somebody should look: urgent, notice or info. What is unknown counts as worth looking at. */
export function levelOf(flag: Flag): FlagLevel {
  return flag.severity === "urgent" ? "critical" : flag.severity === "info" ? "info" : "abnormal";
}

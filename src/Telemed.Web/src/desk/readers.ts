import { codeLabel } from "../platform/catalogue";
import { languageNames, type Language } from "../platform/language";
import type { Say } from "../platform/words";
import type { uiWords } from "../ui/words";
import { showMinutes } from "./figures/duration";
import type { ReaderWord } from "./readerWords";
import type { FacilityBrief, Named } from "./types";

type UiSay = Say<Extract<keyof typeof uiWords.all.en, string>>;

/** A reader as the hub weighs him for one case. */
export interface RankedReader {
  readonly person: Named;
  readonly title: string | null;
  readonly facility: FacilityBrief;
  /** The language he works in where it is not the sender's. */
  readonly otherLanguage: string | null;
  readonly previousReader: boolean;
  readonly pairedHospital: boolean;
  readonly tiersAway: number;
  readonly inHand: number;
  readonly minutesInHand: number;
  readonly readLately: number;
  /** What puts him before the next one. */
  readonly decidedBy: string | null;
  /** What speaks against him, the gravest first. */
  readonly refusals: readonly string[];
  /** False where nobody may give him the case, whatever is confirmed. */
  readonly mayBeGiven: boolean;
}

/** Who should read a case, the best first, and who should not. */
export interface ReaderRanking {
  readonly fairShare: number;
  readonly fairShareDays: number;
  readonly casesInHandLimit: number;
  readonly readers: readonly RankedReader[];
  readonly refused: readonly RankedReader[];
}

/** One thing that speaks for a reader; `decides` marks what puts him before the next one. */
export interface Merit {
  readonly text: string;
  readonly decides: boolean;
}

/** What speaks for a reader, in the order in which it counts. */
export function meritsOf(
  reader: RankedReader,
  { fairShare, fairShareDays }: Pick<ReaderRanking, "fairShare" | "fairShareDays">,
  say: Say<ReaderWord>,
  sayUi: UiSay,
): readonly Merit[] {
  const merit = (code: string, text: string): Merit => ({ text, decides: reader.decidedBy === code });
  const hands =
    reader.inHand === 0
      ? say("emptyHands")
      : say("inHand", { n: reader.inHand, time: showMinutes(reader.minutesInHand, sayUi) });
  const share = { n: reader.readLately, days: fairShareDays, share: fairShare };
  return [
    ...(reader.previousReader ? [merit("previous_reader", say("readBefore"))] : []),
    ...(reader.pairedHospital ? [merit("paired_hospital", say("pairedHospital"))] : []),
    merit("fewer_tiers_away", reader.tiersAway === 0 ? say("sameTier") : say("tiersAway", { n: reader.tiersAway })),
    ...(reader.decidedBy === "nearer_hospital" ? [merit("nearer_hospital", say("nearerHospital"))] : []),
    merit("fewer_minutes", hands),
    // How much each has read matters to nobody until all else is equal.
    ...(reader.decidedBy === "fair_share" ? [merit("fair_share", say("readLately", share))] : []),
    ...(reader.otherLanguage === null
      ? []
      : [
          {
            text: say("worksIn", {
              language: languageNames[reader.otherLanguage as Language] ?? reader.otherLanguage,
            }),
            decides: false,
          },
        ]),
  ];
}

/** What speaks against a reader, as one line. */
export const refusalsOf = (reader: RankedReader): string =>
  reader.refusals.map(code => codeLabel("routing_refusal", code)).join(" · ");

/** The readers whose name or hospital contains what was typed. */
export function named(readers: readonly RankedReader[], typed: string): readonly RankedReader[] {
  const wanted = typed.trim().toLocaleLowerCase();
  return wanted === ""
    ? readers
    : readers.filter(each => `${each.person.name} ${each.facility.name}`.toLocaleLowerCase().includes(wanted));
}

/** The reader of an id, wherever he stands. */
export const readerOf = (ranking: ReaderRanking, personId: string): RankedReader | null =>
  [...ranking.readers, ...ranking.refused].find(each => each.person.id === personId) ?? null;

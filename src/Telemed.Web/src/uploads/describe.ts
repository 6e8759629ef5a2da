import { codeLabel } from "../platform/catalogue";
import { say } from "../platform/words";
import { uploadWords } from "./words";

/** What a file holds in a few words: "12 leads · 10 s", "CT · head · 120 images", "slide · 40×". */
export function describeFile(subject: string, summary: Readonly<Record<string, unknown>> | null): string {
  return [codeLabel("attachment_kind", subject), ...details(subject, summary ?? {})].join(" · ");
}

function details(subject: string, summary: Readonly<Record<string, unknown>>): string[] {
  const text = (key: string): string[] => (typeof summary[key] === "string" && summary[key] !== "" ? [summary[key]] : []);
  const number = (key: string): number | null => (typeof summary[key] === "number" ? summary[key] : null);
  if (subject === "ecg") {
    const leads = number("leads");
    const seconds = number("seconds");
    return [
      ...(leads === null ? [] : [say(uploadWords, "leads", { n: leads })]),
      ...(seconds === null ? [] : [say(uploadWords, "seconds", { n: seconds })]),
    ];
  }
  if (subject === "imaging") {
    const modalities = Array.isArray(summary["modalities"]) ? summary["modalities"].filter(isText) : [];
    const images = number("instances");
    return [
      ...modalities,
      ...(text("description").length > 0 ? text("description") : text("bodyPart")),
      ...(images === null || images < 2 ? [] : [say(uploadWords, "images", { n: images })]),
    ];
  }
  const objective = number("objective");
  return subject === "slide" && objective !== null ? [`${objective}×`] : [];
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

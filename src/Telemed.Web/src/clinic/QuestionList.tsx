import type { VNode } from "preact";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { TextField } from "../ui/Field";
import { clinicWords } from "./words";

const questionsAtMost = 10;

/** Numbered questions; the reader must answer each of them. */
export function QuestionList({
  questions,
  onChange,
}: {
  readonly questions: readonly string[];
  readonly onChange: (questions: readonly string[]) => void;
}): VNode {
  const say = useWords(clinicWords);
  const set = (index: number, text: string) => onChange(questions.map((old, at) => (at === index ? text : old)));
  const allEmpty = questions.every(question => question.trim() === "");
  return (
    <section class="panel column">
      <h2>{say("questions")}</h2>
      {questions.map((question, index) => (
        <div key={index} class="row top">
          <div class="grow">
            <TextField
              label={say("question", { n: index + 1 })}
              value={question}
              rows={1}
              maxLength={500}
              onInput={text => set(index, text)}
            />
          </div>
          {questions.length > 1 && (
            <div style={{ paddingTop: "20px" }}>
              <Button
                look="plain"
                icon="cross"
                label={say("removeQuestion")}
                onClick={() => onChange(questions.filter((_, at) => at !== index))}
              />
            </div>
          )}
        </div>
      ))}
      <div class="row wrap">
        {allEmpty && (
          <Button size="small" onClick={() => set(0, say("usual"))}>
            {say("usual")}
          </Button>
        )}
        {questions.length < questionsAtMost && !allEmpty && (
          <Button size="small" look="plain" icon="plus" onClick={() => onChange([...questions, ""])}>
            {say("addQuestion")}
          </Button>
        )}
      </div>
    </section>
  );
}

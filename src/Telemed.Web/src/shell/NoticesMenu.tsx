import type { VNode } from "preact";
import { postJson } from "../platform/api";
import { useData } from "../platform/data";
import { asProblem } from "../platform/problem";
import { navigate } from "../platform/router";
import { showMoment } from "../platform/time";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Popover } from "../ui/Popover";
import { problemText, ProblemNote } from "../ui/ProblemNote";
import { Skeleton } from "../ui/Skeleton";
import { toast } from "../ui/Toast";
import { noticeText, type Notice } from "./noticeText";
import { noticeWords } from "./noticeWords";
import { shellWords } from "./words";

interface Notices {
  readonly items: readonly Notice[];
  readonly unread: number;
}

const knownKinds: ReadonlySet<string> = new Set(Object.keys(noticeWords.all.en));
const shownAtMost = 99;

export function NoticesMenu(): VNode {
  const say = useWords(shellWords);
  const sayNotice = useWords(noticeWords);
  const notices = useData<Notices>("/api/notices", "notices");
  const unread = notices.value?.unread ?? 0;
  const read = async (body: { readonly ids: readonly string[] } | { readonly all: true }) => {
    try {
      await postJson("/api/notices/read", body);
    } catch (error) {
      const { title, text } = problemText(asProblem(error));
      if ("all" in body) toast(`${title}. ${text}`, { look: "red" });
    }
    notices.refetch();
  };
  return (
    <Popover
      label={say("notices")}
      button={(open, toggle) => (
        <button
          type="button"
          class="button plain icon-only bell"
          aria-expanded={open}
          title={say("notices")}
          onClick={toggle}
          aria-label={unread > 0 ? `${say("notices")}: ${unread}` : say("notices")}
        >
          <Icon name="bell" />
          {unread > 0 && (
            <span class="count loud" aria-hidden="true">
              {Math.min(unread, shownAtMost)}
            </span>
          )}
        </button>
      )}
    >
      {close => (
        <div style={{ minWidth: "320px" }}>
          <div class="row" style={{ padding: "8px 8px 8px 12px" }}>
            <span class="strong grow">{say("notices")}</span>
            {unread > 0 && (
              <Button look="plain" size="small" onClick={() => void read({ all: true })}>
                {say("markRead")}
              </Button>
            )}
          </div>
          {notices.problem && (
            <div style={{ padding: "8px" }}>
              <ProblemNote problem={notices.problem} onRetry={notices.refetch} />
            </div>
          )}
          {notices.value === null && notices.loading && (
            <div style={{ padding: "12px" }}>
              <Skeleton lines={3} />
            </div>
          )}
          {notices.value?.items.length === 0 && (
            <p class="quiet" style={{ padding: "12px" }}>
              {say("noNotices")}
            </p>
          )}
          {notices.value?.items.map(notice => (
            <button
              key={notice.id}
              type="button"
              class={notice.readAt === null ? "notice unread" : "notice"}
              onClick={() => {
                void read({ ids: [notice.id] });
                close();
                const { roomId } = notice.params;
                if (typeof roomId === "string") navigate(`/room/${roomId}`);
                else if (notice.consultationId !== null) navigate(`/case/${notice.consultationId}`);
              }}
            >
              <span class={notice.readAt === null ? "strong" : undefined}>
                {noticeText(notice, sayNotice, knownKinds)}
              </span>
              <br />
              <span class="quiet small">{showMoment(notice.createdAt)}</span>
            </button>
          ))}
        </div>
      )}
    </Popover>
  );
}

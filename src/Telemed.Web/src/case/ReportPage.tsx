import type { VNode } from "preact";
import { useParameter } from "../platform/router";
import "./case.css";
import { ReportView } from "./ReportView";

export default function ReportPage(): VNode {
  const id = useParameter("id");
  return (
    <div class="page" style={{ maxWidth: "860px" }}>
      <div class="panel">
        <ReportView reportId={id} />
      </div>
    </div>
  );
}

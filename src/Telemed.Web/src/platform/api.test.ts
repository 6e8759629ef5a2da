import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { getJson, onSessionLost, postJson } from "./api";
import { Problem } from "./problem";

const answer = (status: number, body?: unknown, type = "application/json") =>
  new Response(body === undefined ? null : JSON.stringify(body), { status, headers: { "Content-Type": type } });

const sent = vi.fn<(url: string, init: RequestInit) => Promise<Response>>();

beforeEach(() => {
  sent.mockReset();
  vi.stubGlobal("fetch", sent);
});
afterEach(() => vi.unstubAllGlobals());

test("a_call_after_the_log_in_ended_waits_for_a_new_one_and_is_sent_again_with_the_same_words", async () => {
  sent.mockResolvedValueOnce(answer(401, { code: "signed_out" })).mockResolvedValueOnce(answer(201, { id: "7" }));
  const again = vi.fn(() => Promise.resolve());
  onSessionLost(again);
  expect(await postJson("/api/consultations", { complaint: "cough" })).toEqual({ id: "7" });
  expect(again).toHaveBeenCalledOnce();
  expect(sent.mock.calls.map(([, init]) => init.body)).toEqual(['{"complaint":"cough"}', '{"complaint":"cough"}']);
});

test("whoever_gives_up_signing_in_gets_no_second_call", async () => {
  sent.mockResolvedValueOnce(answer(401, { code: "signed_out" }));
  onSessionLost(() => Promise.reject(new DOMException("signed out", "AbortError")));
  await expect(getJson("/api/notices")).rejects.toThrow("signed out");
  expect(sent).toHaveBeenCalledOnce();
});

test("a_refusal_comes_as_a_problem_with_its_code_and_its_members", async () => {
  const body = { code: "version_conflict", detail: "Someone saved this meanwhile.", current: 4 };
  sent.mockResolvedValueOnce(answer(409, body, "application/problem+json"));
  const problem = await postJson("/api/x").catch((error: unknown) => error as Problem);
  expect(problem).toBeInstanceOf(Problem);
  expect([(problem as Problem).status, (problem as Problem).code]).toEqual([409, "version_conflict"]);
  expect((problem as Problem).body["current"]).toBe(4);
  expect((problem as Problem).mayPass).toBe(false);
});

test("a_cut_line_is_a_problem_that_may_pass", async () => {
  sent.mockRejectedValueOnce(new TypeError("Failed to fetch"));
  const problem = await getJson("/api/x").catch((error: unknown) => error as Problem);
  expect([(problem as Problem).status, (problem as Problem).mayPass]).toEqual([0, true]);
});

test("writes_carry_the_guard_against_foreign_forms_and_reads_do_not", async () => {
  sent.mockImplementation(() => Promise.resolve(answer(200, {})));
  await postJson("/api/x", {});
  await getJson("/api/x");
  const guards = sent.mock.calls.map(([, init]) => (init.headers as Record<string, string>)["X-Telemed"]);
  expect(guards).toEqual(["1", undefined]);
});

test("an_empty_answer_is_undefined", async () => {
  sent.mockResolvedValueOnce(new Response(null, { status: 204 }));
  expect(await postJson("/api/queue/next", {})).toBeUndefined();
});

test.each([
  ["the log-in page of a guest network", new Response("<html>Welcome</html>", { headers: { "Content-Type": "text/html" } })],
  ["an answer cut off in the middle", new Response('{"items":[{"id"', { headers: { "Content-Type": "application/json" } })],
])("%s_is_no_answer_of_the_hub_and_is_asked_for_again", async (_, wrong) => {
  sent.mockResolvedValueOnce(wrong);
  const problem = await getJson("/api/notices").catch((error: unknown) => error as Problem);
  expect(problem).toBeInstanceOf(Problem);
  expect([(problem as Problem).status, (problem as Problem).mayPass]).toEqual([0, true]);
});

test("what_a_proxy_writes_while_the_hub_is_away_passes_and_its_page_is_not_shown", async () => {
  sent.mockResolvedValueOnce(new Response("<html>Bad Gateway</html>", { status: 502, headers: { "Content-Type": "text/html" } }));
  const problem = await getJson("/api/notices").catch((error: unknown) => error as Problem);
  expect([(problem as Problem).status, (problem as Problem).mayPass, (problem as Problem).body]).toEqual([502, true, {}]);
});

test("nobody_asks_for_a_new_log_in_once_the_page_that_shows_the_question_is_gone", async () => {
  onSessionLost(() => Promise.resolve())();
  sent.mockResolvedValueOnce(answer(401, { code: "signed_out" }));
  await expect(getJson("/api/notices")).rejects.toMatchObject({ status: 401 });
});

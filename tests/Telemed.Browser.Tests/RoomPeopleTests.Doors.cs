using Microsoft.Playwright;

namespace Telemed.Browser.Tests;

/// <summary>
/// The ways into a room and back into it: the door, a link, the telephone, and the same place after a failure.
/// </summary>
public sealed partial class RoomPeopleTests
{
    [RoomFact]
    public async Task A_guest_waits_at_the_door_is_let_in_sees_a_still_and_returns_after_a_reload()
    {
        await using var meeting = await Meet(_ => Task.CompletedTask, withMedia: false);
        var reader = meeting.Reader;
        await using var guest = await Person.SignIn(Fixture, "he.jianguo", 390);
        await guest.Go($"/room/{meeting.Room}");
        await guest.See("You are called in by itself");
        await guest.Look("room-lobby");
        await reader.See("waits at the door");
        await reader.Button("Let in").ClickAsync();
        await InRoom.Enter(guest, withMedia: false);

        await reader.Button("Still").ClickAsync();
        await reader.Page.GetByLabel("Part of the body").SelectOptionAsync("elbow_left");
        await reader.Button("Take the still").ClickAsync();
        await reader.Look("room-still");
        await reader.Button("Send ·").ClickAsync();
        await guest.Page.GetByRole(AriaRole.Tab, new() { Name = "Talk" }).ClickAsync();
        await guest.See("Left elbow");

        // In another language and theme, after a reload: back in the room without a question.
        var looks = new[] { ("zh", "light", "交流"), ("ru", "light", "Разговор"), ("kk", "dark", "Әңгіме") };
        foreach (var (language, theme, talk) in looks)
        {
            await guest.Page.EvaluateAsync("""
                ([language, theme]) => fetch('/api/session/preferences', {
                    method: 'PUT', headers: { 'content-type': 'application/json', 'x-telemed': '1' },
                    body: JSON.stringify({ language, timeZone: 'Asia/Shanghai', theme }) })
                """, new[] { language, theme });
            await guest.Page.ReloadAsync();
            await guest.Page.Locator(".live-room").WaitForAsync();
            if (language == "zh") await guest.Look($"room-phone-{language}-{theme}");
            await guest.Page.GetByRole(AriaRole.Tab, new() { Name = talk }).ClickAsync();
            if (language != "zh") await guest.Look($"room-phone-{language}-{theme}-talk");
        }
        // Whoever is removed may have asked for something in that moment, and is refused it.
        guest.NoFaults();
        await reader.Button("Actions for").Last.ClickAsync();
        await reader.Button("Remove from the room").ClickAsync();
        await guest.See("Жүргізуші сізді бөлмеден шығарды");
        reader.NoFaults();
    }

    [RoomFact]
    public async Task A_link_lets_its_person_in_once()
    {
        await using var meeting = await Meet(_ => Task.CompletedTask, withMedia: false);
        await using var guest = await Person.SignIn(Fixture, "sokolova.irina", Wide);
        await meeting.Reader.Post($"/api/rooms/{meeting.Room}/people",
            new { personId = await guest.Id(), role = "speaker" });
        await meeting.Reader.Button("Invite").ClickAsync();
        await meeting.Reader.Button("Make a link").First.ClickAsync();
        var link = new Uri(await meeting.Reader.Page.GetByLabel("Link", new() { Exact = true }).InputValueAsync());
        await meeting.Reader.Look("room-invite");
        await guest.Go(link.AbsolutePath);
        await guest.Page.WaitForURLAsync(url => url.EndsWith(meeting.Room, StringComparison.Ordinal));
        await guest.Go(link.AbsolutePath);
        await guest.See("This link was used already");
        await meeting.Clinician.Go(link.AbsolutePath);
        await meeting.Clinician.See("This link is not for you");
    }

    [RoomFact]
    public async Task By_telephone_the_room_goes_on_and_a_line_that_failed_wholly_leads_back_to_the_same_place()
    {
        await using var meeting = await Meet(_ => Task.CompletedTask, withMedia: false);
        var (reader, clinician) = (meeting.Reader, meeting.Clinician);
        // The last step of the ladder, chosen by hand.
        await reader.Page.Locator(".room-controls [data-step]").ClickAsync();
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "By telephone", Exact = true }).ClickAsync();
        await Step(reader, step => step == "phone", 10);
        foreach (var person in new[] { reader, clinician }) await person.See("Talk by telephone");
        await InRoom.Say(reader, "I am calling you now.");
        await clinician.See("I am calling you now.");
        await reader.Look("room-by-telephone");

        // The clinic's browser is gone, and nobody comes back within ten minutes (practice 2.6).
        await clinician.Page.GotoAsync("about:blank");
        await InRoom.Until(() => State(reader, meeting.Room), state => state == "interrupted", 30, "the cut line");
        await Fixture.Execute(DueNowSql, new { room = Guid.Parse(meeting.Room), kind = "rejoin" });
        await reader.See("The line failed and nobody came back in time");
        await reader.Look("room-line-failed");
        await clinician.Page.SetViewportSizeAsync(390, 844);
        await clinician.Go($"/room/{meeting.Room}");
        await clinician.See("The line failed and nobody came back in time");
        await clinician.Look("room-line-failed-phone");

        await clinician.Button("Open again in the same place").ClickAsync();
        var again = await InRoom.Until(() => Task.FromResult(clinician.Page.Url.Split('/')[^1]),
            room => room != meeting.Room, 20, "the room that comes again");
        await IncomingCall(reader).WaitForAsync();
        await clinician.Button("Go in by telephone").ClickAsync();
        await Step(clinician, step => step == "phone", 20);
        await clinician.Page.GetByRole(AriaRole.Tab, new() { Name = "Talk" }).ClickAsync();
        await clinician.See("the room comes again in the place it had");
        await clinician.Post($"/api/rooms/{again}/end", new { reason = "cancelled" });
        reader.NoFaults();
    }

    private static async Task<string?> State(Person person, string room) =>
        (await person.Get($"/api/rooms/{room}")).GetProperty("state").GetString();

    [RelayFact]
    public async Task A_line_cut_for_twenty_seconds_loses_nothing_and_leads_back_to_the_same_place()
    {
        await using var meeting = await Meet(OnlyNarrowRelay, isFar: true);
        var (reader, clinician) = (meeting.Reader, meeting.Clinician);
        await Flows(reader, clinician, 1);
        await reader.Button("Follow me").ClickAsync();
        await clinician.See("Following");
        Fixture.HubLine.Cut();
        Fixture.RelayLine.Cut();
        await clinician.See("The line is cut.");
        await InRoom.Say(clinician, "written while the line was down");
        await InRoom.Say(reader, "said while you were away");
        await reader.Page.EvaluateAsync("document.activeElement.blur()");
        await reader.Page.Keyboard.PressAsync("4");
        await Task.Delay(TimeSpan.FromSeconds(20));
        // Nobody is heard any more: the last step of the ladder is the telephone.
        await reader.See("go on by telephone");
        await reader.Look("room-telephone");
        Fixture.HubLine.Mend();
        Fixture.RelayLine.Mend();

        await reader.See("written while the line was down");
        await clinician.See("said while you were away");
        var label = await reader.Page.Locator(".ecg-scroll").First.GetAttributeAsync("aria-label");
        await InRoom.Until(() => clinician.Page.Locator(".ecg-scroll").First.GetAttributeAsync("aria-label"),
            each => each == label, 15, "the clinic's layout");
        var before = await InRoom.LinesOf(clinician);
        await InRoom.Until(() => InRoom.LinesOf(clinician),
            now => now.Connected == 1 && now.AudioPackets > before.AudioPackets + 20, 40, "voice after the cut");
    }
}

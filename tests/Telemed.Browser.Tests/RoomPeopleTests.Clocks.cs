using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Telemed.Browser.Tests;

/// <summary>
/// What the clocks of a room do, and rooms without a case: what people see when nobody comes or writes.
/// </summary>
public sealed partial class RoomPeopleTests
{
    private const string DueNowSql = """
        UPDATE room_timer SET due_at = now() - interval '1 second' WHERE room_id = @room AND kind = @kind
        """;

    private const string EndedEarlierSql =
        "UPDATE room SET ended_at = ended_at - interval '3 hours' WHERE id = @room";

    [RoomFact]
    public async Task Whoever_declines_a_red_call_or_does_not_come_within_three_minutes_is_followed_by_the_next()
    {
        await using var clinician = await Person.SignIn(Fixture, "zhang.guilan", 390);
        await using var doctor = await Person.SignIn(Fixture, "li.ming", Wide);
        await using var senior = await Person.SignIn(Fixture, "zhou.haiyan", Wide);
        var caseId = await InRoom.Sent(clinician, "ecg", "ecg", "scp/Example.scp", "red");
        await clinician.Go($"/case/{caseId}");
        await clinician.Button("Red call").ClickAsync();
        await clinician.Page.WaitForURLAsync(url => url.Contains("/room/"));
        var room = clinician.Page.Url.Split('/')[^1];
        var (first, next) = Assert.Single(await Rung(clinician, room)) == await doctor.Id()
            ? (doctor, senior) : (senior, doctor);
        Assert.Equal("red", (await clinician.Get($"/api/rooms/{room}")).GetProperty("colour").GetString());

        // Both are on duty in the county; whoever stands first in the roster is rung alone, and declines.
        await IncomingCall(first).WaitForAsync();
        Assert.Equal(0, await IncomingCall(next).CountAsync());
        await first.Button("Decline").ClickAsync();
        var dialog = first.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByText("Busy with a patient").ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Decline", Exact = true }).ClickAsync();
        await IncomingCall(next).WaitForAsync();
        await next.Look("room-red-call");

        // The next one does not come. Red: three minutes from the first arrival (practice 2.6).
        await InRoom.Enter(clinician, withMedia: false);
        var page = await clinician.Get($"/api/rooms/{room}");
        var waiting = page.GetProperty("timers").EnumerateArray()
            .Single(each => each.GetProperty("kind").GetString() == "waiting").GetProperty("dueAt").GetDateTimeOffset();
        Assert.InRange(waiting - page.GetProperty("serverTime").GetDateTimeOffset(),
            TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(180));
        await Fixture.Execute(DueNowSql, new { room = Guid.Parse(room), kind = "waiting" });
        await clinician.Page.GetByRole(AriaRole.Tab, new() { Name = "Talk" }).ClickAsync();
        await clinician.See("The specialist did not come; the next one is rung");
        await clinician.Look("room-no-show");

        // One after the other, until there is nobody left to ring; then the clinic reads so.
        for (var turn = 0; turn < 10 && !await HasEnded(); turn++)
        {
            var rung = await Steps("rung");
            await Fixture.Execute(DueNowSql, new { room = Guid.Parse(room), kind = "waiting" });
            await InRoom.Until(
                async () => await HasEnded() || await Steps("rung") > rung, each => each, 20, "the next one");
        }
        await clinician.See("Everybody on duty was rung");
        await next.Button("Answer").ClickAsync();
        await InRoom.Consent(next);
        await InRoom.Enter(next, withMedia: false);
        await clinician.See("The room is live");
        clinician.NoFaults();
        next.NoFaults();

        async Task<bool> HasEnded() => await Steps("chain_exhausted") > 0;
        async Task<int> Steps(string code) => (await clinician.Get($"/api/rooms/{room}/history?after=0&limit=200"))
            .GetProperty("items").EnumerateArray()
            .Count(each => each.GetProperty("body").TryGetProperty("code", out var its) && its.GetString() == code);
    }

    [RoomFact]
    public async Task A_note_that_is_overdue_blocks_the_next_room_until_it_lies_in_the_case()
    {
        await using var meeting = await Meet(_ => Task.CompletedTask, withMedia: false);
        var reader = meeting.Reader;
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "End", Exact = true }).ClickAsync();
        await reader.Button("End for everybody").ClickAsync();
        await reader.Page.GetByRole(AriaRole.Textbox, new() { Name = "What was found" }).WaitForAsync();
        // Yellow: two hours from the end (practice 2.6); three have passed.
        await Fixture.Execute(EndedEarlierSql, new { room = Guid.Parse(meeting.Room) });
        await Fixture.Execute(DueNowSql, new { room = Guid.Parse(meeting.Room), kind = "note" });

        var next = await InRoom.EcgCase(meeting.Clinician, reader);
        await reader.Go($"/case/{next}");
        await reader.Button("Start a room").ClickAsync();
        await reader.See("A note of an earlier room is still due. Write it first.");
        await reader.Page.WaitForURLAsync(url => url.EndsWith(meeting.Room, StringComparison.Ordinal));
        await reader.See("late");
        await reader.Look("room-note-overdue");
        await Sign(reader);
        var caseId = (await reader.Get($"/api/rooms/{meeting.Room}")).GetProperty("consultationId").GetString();
        await meeting.Clinician.Go($"/case/{caseId}");
        await meeting.Clinician.See("ST elevation in V2 to V4.");

        // Nothing is owed any more: a slot in two hours, for which a test counts from half an hour before.
        await reader.Go($"/case/{next}");
        await reader.Button("Plan a room").ClickAsync();
        var slot = TimeProvider.System.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).AddHours(2);
        await reader.Page.GetByLabel("When").FillAsync(slot.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture));
        await reader.Page.GetByRole(AriaRole.Dialog).Locator(".primary").ClickAsync();
        await reader.See("A test counts for the slot from");
        await reader.Look("room-planned");
        await reader.Page.SetViewportSizeAsync(390, 844);
        await reader.Look("room-planned-phone");
        var planned = reader.Page.Url.Split('/')[^1];
        await reader.Post($"/api/rooms/{planned}/end", new { reason = "cancelled" });
        // The refusal itself is the one thing that the console tells.
        Assert.Contains("409", Assert.Single(reader.Faults));
    }

    [RoomFact]
    public async Task A_class_is_heard_by_listeners_who_raise_their_hands_and_speak_when_they_are_asked()
    {
        await using var teacher = await Person.SignIn(Fixture, "he.jianguo", Wide);
        await using var pupil = await Person.SignIn(Fixture, "zhang.guilan", 390);
        await teacher.Go("/rooms");
        await teacher.Button("Open a round or class").ClickAsync();
        await teacher.Page.GetByRole(AriaRole.Radio, new() { Name = "Class" }).ClickAsync();
        await teacher.Page.GetByLabel("What it is about").FillAsync("Reading the ST segment");
        await teacher.Page.GetByRole(AriaRole.Dialog).Locator(".primary").ClickAsync();
        await teacher.Page.WaitForURLAsync(url => url.Contains("/room/"));
        var room = teacher.Page.Url.Split('/')[^1];
        await InRoom.Enter(teacher, withMedia: false);
        await teacher.Page.GetByRole(AriaRole.Button, new() { Name = "Invite", Exact = true }).ClickAsync();
        await teacher.Page.GetByLabel("On duty, or anybody by name").FillAsync(await pupil.Name());
        // The names found come after those on duty: it is the pupil who is called, whoever stands first just then.
        await teacher.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = await pupil.Name() })
            .GetByRole(AriaRole.Button, new() { Name = "Call" }).ClickAsync();
        await teacher.Page.Keyboard.PressAsync("Escape");
        await AnswerCall(pupil, "Reading the ST segment");
        await InRoom.Until(() => Task.FromResult(pupil.Page.Url),
            url => url.EndsWith(room, StringComparison.Ordinal), 20, "the page of the pupil who answered");
        await pupil.Page.GetByRole(AriaRole.Button, new() { Name = "Enter", Exact = true }).ClickAsync();
        await pupil.Page.Locator(".live-room").WaitForAsync();
        Assert.Equal(0,
            await pupil.Page.GetByRole(AriaRole.Button, new() { Name = "Microphone", Exact = false }).CountAsync());

        await InRoom.Say(teacher, "Where does the ST segment begin?");
        await pupil.Page.GetByRole(AriaRole.Tab, new() { Name = "Talk" }).ClickAsync();
        await pupil.See("Where does the ST segment begin?");
        await pupil.Button("Raise the hand").ClickAsync();
        await teacher.Page.GetByRole(AriaRole.Img, new() { Name = "Hand is raised" }).WaitForAsync();
        await teacher.Look("room-class");
        await pupil.Look("room-class-phone");
        await teacher.Button("Actions for").Last.ClickAsync();
        await teacher.Button("May speak").ClickAsync();
        await pupil.Page.GetByRole(AriaRole.Button, new() { Name = "Microphone" }).WaitForAsync();

        await teacher.Page.GetByRole(AriaRole.Button, new() { Name = "End", Exact = true }).ClickAsync();
        await teacher.Button("End for everybody").ClickAsync();
        await InRoom.Until(async () => (await pupil.Get($"/api/rooms/{room}")).GetProperty("state").GetString(),
            state => state == "closed", 10, "a class without a note");
        teacher.NoFaults();
        pupil.NoFaults();
    }

    /// <summary>
    /// Answers the call about something; other rooms may ring at the same time, and are told not now.
    /// </summary>
    private static async Task AnswerCall(Person person, string about)
    {
        await InRoom.Until(async () =>
        {
            var call = await IncomingCall(person).InnerTextAsync();
            if (!call.Contains(about)) await person.Button("Not now").ClickAsync();
            return call;
        }, call => call.Contains(about), 30, $"the call about {about}");
        await person.Button("Answer").ClickAsync();
    }

    private static ILocator IncomingCall(Person person) =>
        person.Page.GetByRole(AriaRole.Alert, new() { Name = "Incoming call" });
}

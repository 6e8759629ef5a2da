using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;

namespace Telemed.Browser.Tests;

/// <summary>
/// A clinic and a specialist in one room: voice, picture, one ECG in step, a bad line, and the note at the end.
/// </summary>
[Collection(OneAtATime.Name)]
public sealed class RoomTests(RoomFixture fixture) : RoomMeetings(fixture), IClassFixture<RoomFixture>
{
    [RoomFact]
    public async Task Two_people_meet_see_the_same_beat_and_sign_the_note()
    {
        await using var clinician = await Person.SignIn(Fixture, "zhang.guilan", Wide);
        await using var reader = await Person.SignIn(Fixture, "li.ming", Wide);
        var elsewhere = new List<string>();
        foreach (var person in new[] { reader, clinician })
        {
            person.Page.Request += (_, request) => NoteForeign(elsewhere, request.Url);
            person.Page.WebSocket += (_, socket) => NoteForeign(elsewhere, socket.Url);
            await person.Page.AddInitScriptAsync(InRoom.Watching);
            await person.Go("/patients");
        }
        var caseId = await InRoom.EcgCase(clinician, reader);
        var room = await InRoom.OpenRoom(reader, caseId);

        // The clinic hears the call on whatever page it is.
        await clinician.Page.GetByRole(AriaRole.Alert, new() { Name = "Incoming call" }).WaitForAsync();
        await clinician.Look("room-incoming");
        await clinician.Button("Answer").ClickAsync();
        await clinician.Page.WaitForURLAsync(url => url.EndsWith(room, StringComparison.Ordinal));
        await clinician.Button("Test").ClickAsync();
        await clinician.See("All is well");
        await InRoom.Consent(clinician);
        await clinician.Look("room-ready");

        Assert.InRange(await InRoom.Enter(reader), TimeSpan.Zero, TimeSpan.FromSeconds(3));
        var clock = Stopwatch.StartNew();
        Assert.InRange(await InRoom.Enter(clinician), TimeSpan.Zero, TimeSpan.FromSeconds(3));
        await Flows(reader, clinician, 1);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));

        // What is said is there on the other side, and the ECG's caliper as soon as it is laid.
        await InRoom.Say(reader, "Look at V2, please.");
        await clinician.See("Look at V2, please.");
        await reader.Button("Follow me").ClickAsync();
        await clinician.See("Following");
        var p95Ms = await CaliperDelay(reader, clinician);
        Assert.InRange(p95Ms, 0, 150);
        await reader.Look("room-live");
        await clinician.Look("room-following");

        // The case and the draft report are beside the study.
        await reader.Page.GetByRole(AriaRole.Tab, new() { Name = "Report" }).ClickAsync();
        await reader.Page.Locator(".room-beside textarea").First.WaitForAsync();
        await clinician.Page.GetByRole(AriaRole.Tab, new() { Name = "Case", Exact = true }).ClickAsync();
        await clinician.Page.Locator(".room-beside").GetByText("What is to be done?").WaitForAsync();

        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "End", Exact = true }).ClickAsync();
        await reader.Button("End for everybody").ClickAsync();
        await Sign(reader);
        await clinician.Go($"/case/{caseId}");
        await clinician.See("ST elevation in V2 to V4.");

        // Both were counted, and how good their lines were; nobody else was asked for anything.
        var counted = await InRoom.Until(() => reader.Get($"/api/rooms/{room}/attendance"),
            each => each.GetProperty("quality").GetArrayLength() > 0, 10, "the minutes");
        Assert.Equal(2, counted.GetProperty("items").GetArrayLength());
        Assert.Equal("", string.Join("\n", elsewhere));
        clinician.NoFaults();
        reader.NoFaults();
    }

    private static void NoteForeign(List<string> elsewhere, string url)
    {
        if (new Uri(url) is { Scheme: "http" or "https" or "ws" or "wss", Host: not "127.0.0.1" }) elsewhere.Add(url);
    }

    [RelayFact]
    public async Task Voice_and_picture_pass_through_the_relay_alone_and_are_recorded_after_a_yes_of_its_own()
    {
        await using var meeting = await Meet(
            person => person.Page.EvaluateAsync("localStorage.setItem('telemed.onlyRelay', '1')"), recorded: true);
        var (reader, clinician) = (meeting.Reader, meeting.Clinician);
        await Flows(reader, clinician, 1);
        foreach (var person in new[] { reader, clinician })
            Assert.Equal(1, (await InRoom.LinesOf(person)).Relayed);

        // A still on tap: one asks, the other takes it.
        await reader.Button("Still").ClickAsync();
        await reader.Page.GetByLabel("Part of the body").SelectOptionAsync("elbow_left");
        await reader.Button("for a still").ClickAsync();
        await clinician.See("asks for a still.");
        await clinician.Button("Take the still").ClickAsync();
        Assert.Equal("elbow_left", await clinician.Page.GetByLabel("Part of the body").InputValueAsync());
        await clinician.Page.Keyboard.PressAsync("Escape");
        await reader.Button("Record the sound").ClickAsync();
        await clinician.See("Recording the sound");
        // What is measured is how much is recorded in a time.
        await Task.Delay(TimeSpan.FromSeconds(2));
        await reader.Button("Record the sound").ClickAsync();
        foreach (var person in new[] { reader, clinician })
            await person.Page.GetByLabel("Recording of the session").WaitForAsync();
        var link = await clinician.Page.GetByLabel("Recording of the session").GetAttributeAsync("src");
        var sound = await clinician.Page.Context.APIRequest.GetAsync(clinician.Url(link!));
        Assert.True(sound.Ok, await sound.TextAsync());
        Assert.Equal("audio/webm", sound.Headers["content-type"]);
        // Two seconds of the false microphone's beeps; silence would be a fraction of it.
        Assert.InRange((await sound.BodyAsync()).Length, 2_000, 60_000);
        await reader.Look("room-recorded");
        clinician.NoFaults();
        reader.NoFaults();
    }

    [RelayFact]
    public async Task The_ladder_goes_down_and_up_with_the_line_and_words_pass_at_20_kbit_a_second()
    {
        await using var meeting = await Meet(OnlyNarrowRelay, isFar: true);
        var (reader, clinician) = (meeting.Reader, meeting.Clinician);
        await Flows(reader, clinician, 1);
        Fixture.HubLine.LimitKbps = Fixture.RelayLine.LimitKbps = 20;
        await Step(reader, step => step is "audio" or "text", 60);
        var clock = Stopwatch.StartNew();
        await InRoom.Say(clinician, "still here at 20 kbit/s");
        await reader.See("still here at 20 kbit/s");
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        await reader.Look("room-narrow-line");
        Fixture.HubLine.LimitKbps = Fixture.RelayLine.LimitKbps = 0;
        // Up step by step, each after a calm time; with pictures it carries what it fell from.
        await Step(reader, step => step is "low_video" or "video", 120);
        var before = await InRoom.LinesOf(clinician);
        await InRoom.Until(
            () => InRoom.LinesOf(clinician), now => now.Frames > before.Frames + 5, 30, "pictures again");
    }

    [RoomFact]
    public async Task Four_people_hear_and_see_each_other()
    {
        await using var meeting = await Meet(_ => Task.CompletedTask);
        await using var chief = await Person.SignIn(Fixture, "he.jianguo", Wide);
        await using var second = await Person.SignIn(Fixture, "sokolova.irina", 390);
        foreach (var guest in new[] { chief, second })
        {
            await meeting.Reader.Post($"/api/rooms/{meeting.Room}/people",
                new { personId = await guest.Id(), role = "speaker" });
            await guest.Page.AddInitScriptAsync(InRoom.Watching);
            await guest.Go($"/room/{meeting.Room}");
            await InRoom.Enter(guest);
        }
        foreach (var person in new[] { meeting.Reader, meeting.Clinician, chief, second })
            await InRoom.Until(() => InRoom.LinesOf(person),
                now => now is { Connected: 3, Frames: > 15, AudioPackets: > 60 }, 60, "three lines");
        await second.Look("room-phone");
        await chief.Look("room-four");
    }

    /// <summary>
    /// Drags a caliper on the leader's screen and compares when each of its values appears there and on the other
    /// screen; gives the 95th percentile in milliseconds. Both pages read the same machine's clock.
    /// </summary>
    private static async Task<double> CaliperDelay(Person leader, Person follower)
    {
        const string Watch = """
            () => {
                window.seenValues = new Map();
                const look = () => {
                    const text = document.querySelector('.ecg-details section[aria-live] li')?.textContent ?? '';
                    if (text !== '' && !window.seenValues.has(text))
                        window.seenValues.set(text, performance.timeOrigin + performance.now());
                };
                new MutationObserver(look).observe(
                    document.querySelector('.ecg'), { subtree: true, childList: true, characterData: true });
            }
            """;
        await leader.Page.EvaluateAsync(Watch);
        await follower.Page.EvaluateAsync(Watch);
        await leader.Page.Locator(".ecg-tools").First.ClickAsync(new() { Position = new() { X = 5, Y = 5 } });
        await leader.Page.Keyboard.PressAsync("c");
        var box = (await leader.Page.Locator(".ecg-tools").First.BoundingBoxAsync())!;
        await leader.Page.Mouse.MoveAsync(box.X + 50, box.Y + 90);
        await leader.Page.Mouse.DownAsync();
        await leader.Page.Keyboard.DownAsync("Alt"); // measures freely, so that every step gives a value of its own
        for (var step = 1; step <= 40; step++)
        {
            await leader.Page.Mouse.MoveAsync(box.X + 50 + (step * 4), box.Y + 90);
            await Task.Delay(90);
        }
        await leader.Page.Keyboard.UpAsync("Alt");
        await leader.Page.Mouse.UpAsync();
        await Task.Delay(500);
        const string Seen = "() => Object.fromEntries(window.seenValues)";
        var there = await follower.Page.EvaluateAsync<Dictionary<string, double>>(Seen);
        var here = await leader.Page.EvaluateAsync<Dictionary<string, double>>(Seen);
        var delays = here.Where(each => there.ContainsKey(each.Key))
            .Select(each => there[each.Key] - each.Value).Order().ToList();
        Assert.True(delays.Count >= 25, $"only {delays.Count} of {here.Count} values were seen on the other screen");
        return delays[(int)Math.Ceiling(delays.Count * 0.95) - 1];
    }
}

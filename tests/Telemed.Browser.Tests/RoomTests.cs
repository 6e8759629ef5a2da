using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;

namespace Telemed.Browser.Tests;

/// <summary>A clinic and a specialist in one room: voice, picture, one ECG in step, a bad line, and the note at the end.</summary>
[Collection(OneAtATime.Name)]
public sealed partial class RoomTests(RoomFixture fixture) : IClassFixture<RoomFixture>
{
    private const int Wide = 1440;

    [RoomFact]
    public async Task Two_people_meet_see_the_same_beat_and_sign_the_note()
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", Wide);
        await using var reader = await Person.SignIn(fixture, "li.ming", Wide);
        foreach (var person in new[] { reader, clinician })
        {
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

        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "End", Exact = true }).ClickAsync();
        await reader.Button("End for everybody").ClickAsync();
        await Sign(reader);
        await clinician.Go($"/case/{caseId}");
        await clinician.See("ST elevation in V2 to V4.");
        Assert.Empty(clinician.Faults);
        Assert.Empty(reader.Faults);
    }

    [RoomFact]
    public async Task What_is_said_is_recorded_only_after_a_yes_of_its_own_and_stays_with_the_case()
    {
        await using var meeting = await Meet(_ => Task.CompletedTask, recorded: true);
        var (reader, clinician) = (meeting.Reader, meeting.Clinician);
        await Flows(reader, clinician, 1);
        await reader.Button("Record the sound").ClickAsync();
        await clinician.See("Recording the sound");
        await Task.Delay(TimeSpan.FromSeconds(4));
        await reader.Button("Record the sound").ClickAsync();
        foreach (var person in new[] { reader, clinician })
            await person.Page.GetByLabel("Recording of the session").WaitForAsync();
        var link = await clinician.Page.GetByLabel("Recording of the session").GetAttributeAsync("src");
        var sound = await clinician.Page.Context.APIRequest.GetAsync(clinician.Url(link!));
        Assert.True(sound.Ok, await sound.TextAsync());
        Assert.Equal("audio/webm", sound.Headers["content-type"]);
        // Four seconds of the false microphone's beeps; silence would be a fraction of it.
        Assert.InRange((await sound.BodyAsync()).Length, 4_000, 60_000);
        await reader.Look("room-recorded");
        Assert.Empty(clinician.Faults);
        Assert.Empty(reader.Faults);
    }

    [RelayFact]
    public async Task Voice_and_picture_pass_through_the_relay_alone()
    {
        await using var meeting = await Meet(person => person.Page.EvaluateAsync("localStorage.setItem('telemed.onlyRelay', '1')"));
        await Flows(meeting.Reader, meeting.Clinician, 1);
        Assert.Equal(1, (await InRoom.LinesOf(meeting.Reader)).Relayed);
        Assert.Equal(1, (await InRoom.LinesOf(meeting.Clinician)).Relayed);
    }

    [RelayFact]
    public async Task A_line_cut_for_twenty_seconds_loses_nothing_and_leads_back_to_the_same_place()
    {
        await using var meeting = await Meet(OnlyNarrowRelay, isFar: true);
        var (reader, clinician) = (meeting.Reader, meeting.Clinician);
        await Flows(reader, clinician, 1);
        await reader.Button("Follow me").ClickAsync();
        await clinician.See("Following");
        fixture.HubLine.Cut();
        fixture.RelayLine.Cut();
        await clinician.See("The line is cut.");
        await InRoom.Say(clinician, "written while the line was down");
        await InRoom.Say(reader, "said while you were away");
        await reader.Page.EvaluateAsync("document.activeElement.blur()");
        await reader.Page.Keyboard.PressAsync("4");
        await Task.Delay(TimeSpan.FromSeconds(20));
        // Nobody is heard any more: the last step of the ladder is the telephone.
        await reader.See("go on by telephone");
        await reader.Look("room-telephone");
        fixture.HubLine.Mend();
        fixture.RelayLine.Mend();

        await reader.See("written while the line was down");
        await clinician.See("said while you were away");
        var label = await reader.Page.Locator(".ecg-scroll").First.GetAttributeAsync("aria-label");
        await InRoom.Until(() => clinician.Page.Locator(".ecg-scroll").First.GetAttributeAsync("aria-label"),
            each => each == label, 15, "the clinic's layout");
        var before = await InRoom.LinesOf(clinician);
        await InRoom.Until(() => InRoom.LinesOf(clinician),
            now => now.Connected == 1 && now.AudioPackets > before.AudioPackets + 20, 40, "voice after the cut");
    }

    [RelayFact]
    public async Task The_ladder_goes_down_and_up_with_the_line_and_words_pass_at_20_kbit_a_second()
    {
        await using var meeting = await Meet(OnlyNarrowRelay, isFar: true);
        var (reader, clinician) = (meeting.Reader, meeting.Clinician);
        await Flows(reader, clinician, 1);
        fixture.HubLine.LimitKbps = fixture.RelayLine.LimitKbps = 20;
        await Step(reader, step => step is "audio" or "text", 60);
        var clock = Stopwatch.StartNew();
        await InRoom.Say(clinician, "still here at 20 kbit/s");
        await reader.See("still here at 20 kbit/s");
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        await reader.Look("room-narrow-line");
        fixture.HubLine.LimitKbps = fixture.RelayLine.LimitKbps = 0;
        await Step(reader, step => step is "video", 120);
        var before = await InRoom.LinesOf(clinician);
        await InRoom.Until(() => InRoom.LinesOf(clinician), now => now.Frames > before.Frames + 5, 30, "pictures again");
    }

    [RoomFact]
    public async Task A_guest_waits_at_the_door_is_let_in_sees_a_still_and_returns_after_a_reload()
    {
        await using var meeting = await Meet(_ => Task.CompletedTask, withMedia: false);
        var reader = meeting.Reader;
        await using var guest = await Person.SignIn(fixture, "he.jianguo", 390);
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
            await guest.Look($"room-phone-{language}-{theme}");
            await guest.Page.GetByRole(AriaRole.Tab, new() { Name = talk }).ClickAsync();
            await guest.Look($"room-phone-{language}-{theme}-talk");
        }
        await reader.Button("Actions for").Last.ClickAsync();
        await reader.Button("Remove from the room").ClickAsync();
        await guest.See("Жүргізуші сізді бөлмеден шығарды");
        Assert.Equal("", string.Join("\n", guest.Faults));
        Assert.Empty(reader.Faults);
    }

    [RoomFact]
    public async Task A_link_lets_its_person_in_once()
    {
        await using var meeting = await Meet(_ => Task.CompletedTask, withMedia: false);
        await using var guest = await Person.SignIn(fixture, "sokolova.irina", Wide);
        await meeting.Reader.Post($"/api/rooms/{meeting.Room}/people", new { personId = await guest.Id(), role = "speaker" });
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
    public async Task Images_stay_in_step_with_their_window()
    {
        await using var meeting = await Meet(_ => Task.CompletedTask, reader: "he.jianguo", withMedia: false,
            study: ("ct_head", "dicom", "compressed/j2k/cornerstone_CT1_J2KR.dcm"));
        var (reader, clinician) = (meeting.Reader, meeting.Clinician);
        await InRoom.Until(() => Greys(reader), each => each.Max() > 50, 30, "the leader's picture");
        var before = await InRoom.Until(() => Greys(clinician), each => each.Max() > 50, 30, "the clinic's picture");
        await reader.Button("Follow me").ClickAsync();
        await clinician.See("Following");
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Invert", Exact = true }).ClickAsync();
        await InRoom.Until(() => Greys(clinician), now => Distance(now, before) > 60, 15, "the inverted picture");
        Assert.InRange(Distance(await Greys(clinician), await Greys(reader)), 0, 6);

        // A length drawn by the leader lies on the other screen with the same figure.
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Length", Exact = true }).ClickAsync();
        var canvas = (await reader.Page.Locator(".imaging-canvas").BoundingBoxAsync())!;
        await InRoom.Drag(reader, canvas.X + (canvas.Width * 0.4f), canvas.Y + (canvas.Height * 0.5f), 120);
        var figures = await InRoom.Until(async () => (Led: await Lengths(reader), Seen: await Lengths(clinician)),
            now => now.Led.Length > 0 && now.Led == now.Seen, 10, "the length on both screens");
        Assert.Matches("^[0-9.]+ mm$", figures.Seen);
        await clinician.Look("room-ct");
        await DrawAndKeep(reader);
        await SeeKept(clinician, meeting.Room, "room-kept-ct");
        Assert.Empty(clinician.Faults);
    }

    [RoomFact]
    public async Task Slides_stay_in_step_with_their_power()
    {
        await using var meeting = await Meet(_ => Task.CompletedTask, reader: "sokolova.irina", withMedia: false,
            study: ("pathology_wsi", "pathology", "svs/cmu-1-small-region.svs"));
        var (reader, clinician) = (meeting.Reader, meeting.Clinician);
        await reader.Page.Locator(".slide-scale").WaitForAsync();
        await clinician.Page.Locator(".slide-scale").WaitForAsync();
        await reader.Button("Follow me").ClickAsync();
        await clinician.See("Following");
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "20x", Exact = true }).ClickAsync();
        await InRoom.Until(() => clinician.Page.Locator(".slide-scale").InnerTextAsync(),
            text => text.Contains("20x"), 15, "the clinic's power");
        await clinician.Look("room-slide");
        await DrawAndKeep(reader);
        await SeeKept(clinician, meeting.Room, "room-kept-slide");
        Assert.Empty(clinician.Faults);
    }

    /// <summary>The mean greys of eight by eight parts of the picture.</summary>
    private static Task<double[]> Greys(Person person) => person.Page.EvaluateAsync<double[]>("""
        () => {
            const canvas = document.querySelector('.imaging-canvas canvas');
            if (!canvas || canvas.width === 0) return [0];
            const small = document.createElement('canvas');
            small.width = small.height = 8;
            const context = small.getContext('2d');
            context.drawImage(canvas, 0, 0, 8, 8);
            return Array.from(context.getImageData(0, 0, 8, 8).data).filter((_, at) => at % 4 === 0);
        }
        """);

    /// <summary>The figures of the lengths that lie on the picture.</summary>
    private static async Task<string> Lengths(Person person) => string.Join(" | ",
        await person.Page.Locator(".imaging-canvas svg text").AllTextContentsAsync()).Trim();

    private static double Distance(double[] one, double[] other) =>
        one.Length != other.Length ? 255 : one.Zip(other, (a, b) => Math.Abs(a - b)).Max();

    [RoomFact]
    public async Task Four_people_hear_and_see_each_other()
    {
        await using var meeting = await Meet(_ => Task.CompletedTask);
        await using var chief = await Person.SignIn(fixture, "he.jianguo", Wide);
        await using var second = await Person.SignIn(fixture, "sokolova.irina", 390);
        foreach (var guest in new[] { chief, second })
        {
            await meeting.Reader.Post($"/api/rooms/{meeting.Room}/people", new { personId = await guest.Id(), role = "speaker" });
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

    private sealed record Meeting(Person Reader, Person Clinician, string Room) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Reader.DisposeAsync();
            await Clinician.DisposeAsync();
        }
    }

    /// <summary>A room with a clinic and a reader in it; the clinic may sit at the end of the narrow line.</summary>
    private async Task<Meeting> Meet(Func<Person, Task> prepare, bool isFar = false, string reader = "li.ming",
        bool withMedia = true, (string Service, string Folder, string File)? study = null, bool recorded = false)
    {
        var clinic = await Person.SignIn(fixture, "zhang.guilan", Wide, isFar ? fixture.FarHub : null);
        var specialist = await Person.SignIn(fixture, reader, Wide);
        var (service, folder, file) = study ?? ("ecg", "ecg", "scp/Example.scp");
        var caseId = await InRoom.Case(clinic, specialist, service, folder, file);
        foreach (var person in new[] { specialist, clinic })
        {
            await person.Page.AddInitScriptAsync(InRoom.Watching);
            await prepare(person);
        }
        var room = await InRoom.OpenRoom(specialist, caseId);
        await InRoom.Consent(specialist, recorded);
        await InRoom.Enter(specialist, withMedia);
        await clinic.Go($"/room/{room}");
        await InRoom.Enter(clinic, withMedia);
        return new Meeting(specialist, clinic, room);
    }

    /// <summary>Only the relay, and of its addresses only the one at the end of the narrow line.</summary>
    private static async Task OnlyNarrowRelay(Person person)
    {
        await person.Page.EvaluateAsync("localStorage.setItem('telemed.onlyRelay', '1')");
        await person.Page.RouteAsync("**/api/rooms/*/relay", async route =>
        {
            var answer = await route.FetchAsync();
            var relay = JsonSerializer.Deserialize<JsonElement>(await answer.TextAsync());
            await route.FulfillAsync(new()
            {
                Response = answer,
                Body = JsonSerializer.Serialize(new
                {
                    iceServers = relay.GetProperty("iceServers").EnumerateArray().Select(server => new
                    {
                        urls = server.GetProperty("urls").EnumerateArray().Select(url => url.GetString()!)
                            .Where(url => url.Contains("tcp")).ToArray(),
                        username = server.GetProperty("username").GetString(),
                        credential = server.GetProperty("credential").GetString(),
                    }),
                    expiresAt = relay.GetProperty("expiresAt").GetString(),
                }),
            });
        });
    }

    /// <summary>Voice and picture come to both.</summary>
    private static async Task Flows(Person one, Person other, int lines)
    {
        foreach (var person in new[] { one, other })
            await InRoom.Until(() => InRoom.LinesOf(person),
                now => now.Connected == lines && now.Frames > 5 && now.AudioPackets > 20, 30, "voice and picture");
    }

    private static Task<string?> Step(Person person, Func<string?, bool> isSo, int seconds) => InRoom.Until(
        () => person.Page.Locator(".room-controls [data-step]").GetAttributeAsync("data-step"), isSo, seconds, "the step");

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
                    if (text !== '' && !window.seenValues.has(text)) window.seenValues.set(text, performance.timeOrigin + performance.now());
                };
                new MutationObserver(look).observe(document.querySelector('.ecg'), { subtree: true, childList: true, characterData: true });
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
            await Task.Delay(120);
        }
        await leader.Page.Keyboard.UpAsync("Alt");
        await leader.Page.Mouse.UpAsync();
        await Task.Delay(500);
        const string Seen = "() => Object.fromEntries(window.seenValues)";
        var there = await follower.Page.EvaluateAsync<Dictionary<string, double>>(Seen);
        var here = await leader.Page.EvaluateAsync<Dictionary<string, double>>(Seen);
        var delays = here.Where(each => there.ContainsKey(each.Key)).Select(each => there[each.Key] - each.Value).Order().ToList();
        Assert.True(delays.Count >= 25, $"only {delays.Count} of {here.Count} values were seen on the other screen");
        return delays[(int)Math.Ceiling(delays.Count * 0.95) - 1];
    }

    private static async Task Sign(Person reader)
    {
        await reader.Page.GetByRole(AriaRole.Textbox, new() { Name = "What was found" }).FillAsync("ST elevation in V2 to V4.");
        await reader.Page.GetByRole(AriaRole.Textbox, new() { Name = "Advice" }).FillAsync("Send to the catheter laboratory now.");
        await reader.Look("room-note");
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Sign", Exact = true }).ClickAsync();
        var dialog = reader.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Password").FillAsync(reader.Password);
        await dialog.Locator("button[type=submit], .primary").First.ClickAsync();
        await reader.See("Signed by");
    }
}

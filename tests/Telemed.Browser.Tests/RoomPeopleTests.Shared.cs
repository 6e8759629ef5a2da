using System.Text.Json;
using Microsoft.Playwright;

namespace Telemed.Browser.Tests;

/// <summary>What one does in a room and the other sees: pointer, drawing, lead, hand, voice note, file.</summary>
public sealed partial class RoomPeopleTests(RoomFixture fixture) : RoomMeetings(fixture), IClassFixture<RoomFixture>
{
    /// <summary>Keeps the words painted over the study for a test to ask: the names at the pointers.</summary>
    private const string NamesPainted = """
        window.namesPainted = new Set();
        const realFillText = CanvasRenderingContext2D.prototype.fillText;
        CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
            if (this.canvas.classList.contains('room-overlay')) window.namesPainted.add(text);
            return realFillText.call(this, text, ...rest);
        };
        """;

    [RoomFact]
    public async Task Pointers_drawings_the_lead_and_a_raised_hand_are_seen_on_the_other_screen()
    {
        await using var meeting = await Meet(person => person.Page.AddInitScriptAsync(NamesPainted), withMedia: false);
        var (reader, clinician) = (meeting.Reader, meeting.Clinician);
        await reader.Button("Follow me").ClickAsync();
        await clinician.See("Following");
        var stage = (await reader.Page.Locator(".room-overlay").BoundingBoxAsync())!;
        var (left, middle) = (stage.X + (stage.Width * 0.3f), stage.Y + (stage.Height * 0.5f));

        // The pointer, with the name of its hand.
        await reader.Page.Mouse.MoveAsync(left, middle);
        await reader.Page.Mouse.MoveAsync(left + 20, middle, new() { Steps = 3 });
        var name = await reader.Name();
        await InRoom.Until(() => clinician.Page.EvaluateAsync<string[]>("() => Array.from(window.namesPainted)"),
            each => each.Contains(name), 10, "the leader's name at his pointer");

        // An arrow lies at the same place; it is kept with the case, a second one is erased.
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Arrow", Exact = true }).ClickAsync();
        await InRoom.Drag(reader, left, middle, 200);
        await Unkept(clinician, 1);
        // A pointer that rests is gone after four seconds; the arrow stays, and is all that is left.
        var both = await Painted(clinician);
        await InRoom.Until(() => Painted(clinician), now => now > 100 && now < both, 15, "the arrow alone");
        await clinician.Look("room-arrow");
        await reader.Button("Keep with the case (1)").ClickAsync();
        await clinician.See("kept a drawing with the case");
        await Unkept(clinician, 0);
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Ring", Exact = true }).ClickAsync();
        await InRoom.Drag(reader, left, middle + 80, 200);
        await Unkept(clinician, 1);
        await reader.Button("Erase the last").ClickAsync();
        await Unkept(clinician, 0);
        Assert.InRange(await Painted(clinician), 100, int.MaxValue);
        Assert.Equal(["drawing", "kept", "drawing", "erase"],
            await Kinds(clinician, meeting.Room, "drawing", "kept", "erase"));

        // A raised hand is seen, and lowered again.
        await clinician.Button("Raise the hand").ClickAsync();
        await reader.Page.GetByRole(AriaRole.Img, new() { Name = "Hand is raised" }).WaitForAsync();
        await clinician.Button("Lower the hand").ClickAsync();
        await reader.Page.GetByRole(AriaRole.Img, new() { Name = "Hand is raised" })
            .WaitForAsync(new() { State = WaitForSelectorState.Detached });

        // The lead is handed over: now the specialist's screen follows the clinic's.
        await reader.Button("Actions for").First.ClickAsync();
        await reader.Page.GetByText("Give the lead").ClickAsync();
        await clinician.See("Everybody follows you");
        await reader.See("Following");
        var before = await Layout(reader);
        await Press(clinician, "4");
        var led = await InRoom.Until(() => Layout(clinician), each => each != before, 10, "the clinic's layout");
        await InRoom.Until(() => Layout(reader), each => each == led, 10, "the specialist's layout");
        await Press(clinician, "N");
        await InRoom.Until(() => reader.Page.GetByLabel("Mains notch").First.InputValueAsync(),
            each => each == "50", 10, "the specialist's notch");
        for (var zoom = 0; zoom < 3; zoom++) await Press(clinician, ".");
        var paper = (await clinician.Page.Locator(".ecg-scroll").First.BoundingBoxAsync())!;
        await clinician.Page.Mouse.MoveAsync(paper.X + (paper.Width / 2), paper.Y + (paper.Height / 2));
        await clinician.Page.Mouse.WheelAsync(400, 200);
        await InRoom.Until(async () => (Led: await Corner(clinician), Seen: await Corner(reader)),
            now => now.Led.Max() > 0.02 && Distance(now.Led, now.Seen) < 0.02, 10, "the place on the paper");

        // Then nobody leads, and each looks as he likes.
        await clinician.Button("Free look").ClickAsync();
        await reader.See("Everybody looks freely");
        await Press(reader, "1");
        await InRoom.Until(() => Layout(reader), each => each != led, 10, "the specialist's own layout");
        Assert.Equal(led, await Layout(clinician));

        // What was kept lies on the ECG in the case, can be hidden, and is taken away by its hand alone.
        await SeeKept(clinician, meeting.Room, "room-kept-ecg");
        await clinician.Button("Drawings (1)").ClickAsync();
        await clinician.Page.Locator(".kept-ink").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await clinician.Button("Who drew").ClickAsync();
        await clinician.See($"Arrow · {name}");
        Assert.Equal(0, await clinician.Button("Remove the drawing").CountAsync());
        await SeeKept(reader, meeting.Room, "room-kept-ecg-own");
        await reader.Button("Who drew").ClickAsync();
        await reader.Button("Remove the drawing").ClickAsync();
        await clinician.Button("Drawings (1)").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await reader.Button("Undo").ClickAsync();
        await clinician.Button("Drawings (1)").WaitForAsync();
        clinician.NoFaults();
        reader.NoFaults();
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

        // Zoomed, both still see the same part of it.
        var seen = await Greys(clinician);
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Zoom", Exact = true }).ClickAsync();
        await reader.Page.Mouse.MoveAsync(canvas.X + (canvas.Width * 0.5f), canvas.Y + (canvas.Height * 0.3f));
        await reader.Page.Mouse.DownAsync();
        await reader.Page.Mouse.MoveAsync(
            canvas.X + (canvas.Width * 0.5f), canvas.Y + (canvas.Height * 0.6f), new() { Steps = 6 });
        await reader.Page.Mouse.UpAsync();
        await InRoom.Until(async () => (Moved: Distance(await Greys(clinician), seen),
            Apart: Distance(await Greys(clinician), await Greys(reader))),
            now => now.Moved > 10 && now.Apart < 6, 10, "the zoomed picture");
        await DrawAndKeep(reader);
        await SeeKept(clinician, meeting.Room, "room-kept-ct");
        clinician.NoFaults();
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
        // A pin with its question, where the leader set it.
        var slide = (await reader.Page.Locator(".room-overlay").BoundingBoxAsync())!;
        await Press(reader, "P");
        await reader.Page.Mouse.ClickAsync(slide.X + (slide.Width * 0.4f), slide.Y + (slide.Height * 0.5f));
        await reader.Page.GetByLabel("What do you want to know here?").FillAsync("Is this a mitosis?");
        await reader.Button("Set the pin").ClickAsync();
        await clinician.Button("Pins 1").WaitForAsync();
        await clinician.Look("room-slide");
        await DrawAndKeep(reader);
        await SeeKept(clinician, meeting.Room, "room-kept-slide");
        clinician.NoFaults();
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
    public async Task Voice_notes_are_heard_on_both_sides_and_files_dropped_in_belong_to_the_case()
    {
        await using var meeting = await Meet(_ => Task.CompletedTask, withMedia: false);
        var (reader, clinician) = (meeting.Reader, meeting.Clinician);
        var caseId = (await reader.Get($"/api/rooms/{meeting.Room}")).GetProperty("consultationId").GetString();

        await clinician.Page.GetByRole(AriaRole.Button, new() { Name = "Voice note", Exact = true }).ClickAsync();
        await clinician.Button("Stop and send").WaitForAsync();
        await Task.Delay(TimeSpan.FromSeconds(2));
        await clinician.Button("Stop and send").ClickAsync();
        foreach (var person in new[] { reader, clinician })
        {
            await person.Page.Locator("audio[aria-label='Voice note']").WaitForAsync();
            var heard = await person.Page.EvaluateAsync<JsonElement>("""
                async () => {
                    const answer = await fetch(document.querySelector("audio[aria-label='Voice note']").src);
                    const decoder = new OfflineAudioContext(1, 48000, 48000);
                    const sound = await decoder.decodeAudioData(await answer.arrayBuffer());
                    const samples = sound.getChannelData(0);
                    let loudest = 0;
                    for (const each of samples) loudest = Math.max(loudest, Math.abs(each));
                    return { seconds: sound.duration, loudest };
                }
                """);
            // The false microphone beeps once a second.
            Assert.InRange(heard.GetProperty("seconds").GetDouble(), 1.5, 8);
            Assert.InRange(heard.GetProperty("loudest").GetDouble(), 0.05, 2);
        }

        await clinician.Page.EvaluateAsync("""
            async () => {
                const canvas = document.createElement('canvas');
                [canvas.width, canvas.height] = [320, 240];
                const context = canvas.getContext('2d');
                context.fillStyle = '#c98d6b';
                context.fillRect(0, 0, 320, 240);
                context.fillStyle = '#8c1c13';
                context.fillRect(120, 90, 80, 60);
                const picture = await new Promise(done => canvas.toBlob(done, 'image/jpeg', 0.9));
                const carried = new DataTransfer();
                carried.items.add(new File([picture], 'wound.jpg', { type: 'image/jpeg' }));
                const place = document.querySelector('.room-talk');
                for (const kind of ['dragover', 'drop'])
                    place.dispatchEvent(
                        new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: carried }));
            }
            """);
        foreach (var person in new[] { reader, clinician })
            await person.Page.Locator(".room-lines a[download]", new() { HasText = "wound.jpg" }).WaitForAsync();
        var files = (await reader.Get($"/api/consultations/{caseId}")).GetProperty("attachmentList").EnumerateArray()
            .Select(each => each.GetProperty("kind").GetString()).Order();
        Assert.Equal(["audio", "ecg", "image"], files);
        // What came is there to be looked at together, without a reload.
        await reader.Page.GetByRole(AriaRole.Tab, new() { Name = "wound.jpg" }).WaitForAsync();
        await reader.Look("room-files");
        clinician.NoFaults();
        reader.NoFaults();
    }

    private static async Task<string[]> Rung(Person person, string room) =>
        [.. (await person.Get($"/api/rooms/{room}")).GetProperty("people").EnumerateArray()
            .Where(each => each.GetProperty("place").GetString() == "invited")
            .Select(each => each.GetProperty("personId").GetString()!)];

    /// <summary>The kinds of the lines of a room, in order, of those asked for.</summary>
    private static async Task<string[]> Kinds(Person person, string room, params string[] wanted) =>
        [.. (await person.Get($"/api/rooms/{room}/history?after=0&limit=200")).GetProperty("items").EnumerateArray()
            .Select(each => each.GetProperty("kind").GetString()!).Where(wanted.Contains)];

    /// <summary>Waits until a room offers so many drawings to be kept.</summary>
    private static Task Unkept(Person person, int count) =>
        person.Page
            .GetByRole(AriaRole.Button,
                new() { Name = count == 0 ? "Keep with the case" : $"Keep with the case ({count})" })
            .WaitForAsync(new() { State = count == 0 ? WaitForSelectorState.Detached : WaitForSelectorState.Visible });

    /// <summary>Draws an arrow over the study and keeps it with the case.</summary>
    private static async Task DrawAndKeep(Person person)
    {
        var stage = (await person.Page.Locator(".room-overlay").BoundingBoxAsync())!;
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Arrow", Exact = true }).ClickAsync();
        await InRoom.Drag(person, stage.X + (stage.Width * 0.45f), stage.Y + (stage.Height * 0.5f), 120);
        await Unkept(person, 1);
        await person.Button("Keep with the case (1)").ClickAsync();
        await Unkept(person, 0);
    }

    /// <summary>Opens the first file of the room's case and waits until a kept drawing lies on it.</summary>
    private static async Task SeeKept(Person person, string room, string picture)
    {
        var caseId = (await person.Get($"/api/rooms/{room}")).GetProperty("consultationId").GetString();
        await person.Go($"/case/{caseId}");
        await person.Page.Locator("button.file").First.ClickAsync();
        await person.Button("Drawings (1)").WaitForAsync();
        await InRoom.Until(() => Painted(person, ".kept-ink"), each => each > 100, 20, "the kept drawing");
        await person.Look(picture);
    }

    /// <summary>How many pixels are painted over the study.</summary>
    private static Task<int> Painted(Person person, string over = ".room-overlay") => person.Page.EvaluateAsync<int>("""
        over => {
            const canvas = document.querySelector(over);
            if (!canvas || canvas.width === 0) return 0;
            const seen = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            return seen.filter((value, at) => at % 4 === 3 && value > 0).length;
        }
        """, over);

    private static Task<string?> Layout(Person person) =>
        person.Page.Locator(".ecg-scroll").First.GetAttributeAsync("aria-label");

    /// <summary>The corner of the paper that is seen, as shares of its width and height.</summary>
    private static Task<double[]> Corner(Person person) => person.Page.EvaluateAsync<double[]>("""
        () => {
            const paper = document.querySelector('.ecg-scroll');
            return [paper.scrollLeft / paper.scrollWidth, paper.scrollTop / paper.scrollHeight];
        }
        """);

    private static async Task Press(Person person, string key)
    {
        await person.Page.EvaluateAsync("document.activeElement.blur()");
        await person.Page.Keyboard.PressAsync(key);
    }
}

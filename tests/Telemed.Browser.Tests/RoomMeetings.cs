using System.Text.Json;
using Microsoft.Playwright;

namespace Telemed.Browser.Tests;

/// <summary>How people come into a room together and what they do there, for all tests of rooms.</summary>
public abstract class RoomMeetings(RoomFixture fixture)
{
    protected const int Wide = 1440;

    protected RoomFixture Fixture { get; } = fixture;

    private protected sealed record Meeting(Person Reader, Person Clinician, string Room) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Reader.DisposeAsync();
            await Clinician.DisposeAsync();
        }
    }

    /// <summary>A room with a clinic and a reader in it; the clinic may sit at the end of the narrow line.</summary>
    private protected async Task<Meeting> Meet(
        Func<Person, Task> prepare, bool isFar = false, string reader = "li.ming", bool withMedia = true,
        (string Service, string Folder, string File)? study = null, bool recorded = false)
    {
        var clinic = await Person.SignIn(Fixture, "zhang.guilan", Wide, isFar ? Fixture.FarHub : null);
        var specialist = await Person.SignIn(Fixture, reader, Wide);
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
    private protected static async Task OnlyNarrowRelay(Person person)
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
    private protected static async Task Flows(Person one, Person other, int lines)
    {
        foreach (var person in new[] { one, other })
            await InRoom.Until(() => InRoom.LinesOf(person),
                now => now.Connected == lines && now.Frames > 5 && now.AudioPackets > 20, 30, "voice and picture");
    }

    private protected static Task<string?> Step(Person person, Func<string?, bool> isSo, int seconds) => InRoom.Until(
        () => person.Page.Locator(".room-controls [data-step]").GetAttributeAsync("data-step"),
        isSo, seconds, "the step");

    private protected static async Task Sign(Person reader)
    {
        await reader.Page.GetByRole(AriaRole.Textbox, new() { Name = "What was found" })
            .FillAsync("ST elevation in V2 to V4.");
        await reader.Page.GetByRole(AriaRole.Textbox, new() { Name = "Advice" })
            .FillAsync("Send to the catheter laboratory now.");
        await reader.Look("room-note");
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Sign", Exact = true }).ClickAsync();
        var dialog = reader.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Password").FillAsync(reader.Password);
        await dialog.Locator("button[type=submit], .primary").First.ClickAsync();
        await reader.See("Signed by");
    }
}

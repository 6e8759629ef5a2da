using Microsoft.Playwright;

namespace Telemed.Browser.Tests;

/// <summary>Fingers on the glass, which only the browser's own protocol can move.</summary>
internal static class Fingers
{
    // A page that hangs under the hand must be seen at once, and by its name.
    private static readonly TimeSpan GestureLimit = TimeSpan.FromSeconds(60);

    /// <summary>Fingers go down, move in steps as a hand does, and leave.</summary>
    /// <param name="page">The page.</param>
    /// <param name="steps">How often they move.</param>
    /// <param name="at">Where they are after a step; after step 0 they go down.</param>
    internal static async Task Move(IPage page, int steps, Func<int, (float X, float Y)[]> at)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        Task Send(string type, (float X, float Y)[] fingers) => session.SendAsync("Input.dispatchTouchEvent", new()
        {
            ["type"] = type,
            ["touchPoints"] = fingers.Select((finger, id) => new { x = finger.X, y = finger.Y, id }).ToArray(),
        }).WaitAsync(GestureLimit);
        await Send("touchStart", at(0));
        await Task.Delay(200);
        for (var step = 1; step <= steps; step++)
        {
            await Send("touchMove", at(step));
            await Task.Delay(30);
        }
        await Send("touchEnd", []);
        await session.DetachAsync();
    }
}

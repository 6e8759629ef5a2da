using Microsoft.Playwright;

namespace Telemed.Browser.Tests;

/// <summary>Fingers on the glass, which only the browser's own protocol can move.</summary>
internal static class Fingers
{
    private const int Attempts = 3;
    private static readonly TimeSpan GestureLimit = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Fingers go down, move in steps as a hand does, and leave. Now and then Chromium answers a touch of a busy page
    /// never; then the hand begins anew.
    /// </summary>
    /// <param name="page">The page.</param>
    /// <param name="steps">How often they move.</param>
    /// <param name="at">Where they are after a step; after step 0 they go down.</param>
    internal static async Task Move(IPage page, int steps, Func<int, (float X, float Y)[]> at)
    {
        for (var attempt = 1; ; attempt++)
            try
            {
                // A session of its own for each attempt: the one before still waits for its answer.
                await Move(await page.Context.NewCDPSessionAsync(page), steps, at).WaitAsync(GestureLimit);
                return;
            }
            catch (TimeoutException) when (attempt < Attempts)
            {
                Console.WriteLine($"A gesture got no answer: attempt {attempt + 1} of {Attempts}.");
            }
    }

    private static async Task Move(ICDPSession session, int steps, Func<int, (float X, float Y)[]> at)
    {
        Task Send(string type, (float X, float Y)[] fingers) => session.SendAsync("Input.dispatchTouchEvent", new()
        {
            ["type"] = type,
            ["touchPoints"] = fingers.Select((finger, id) => new { x = finger.X, y = finger.Y, id }).ToArray(),
        });
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

using System.Text.Json;
using Microsoft.Playwright;

namespace Telemed.Browser.Tests;

/// <summary>What the page of a slide shows, told by the page itself: its tiles, its drawing, its words.</summary>
internal sealed class SlideScreen(IPage page)
{
    private const int Unlike = 12;

    /// <param name="HadToLoad">Some tile of the view was not there yet.</param>
    /// <param name="SeenMs">
    /// From the key to the moment at which all of the view was drawn, as previews or as stored.
    /// </param>
    /// <param name="StoredMs">The same until all was drawn from stored tiles.</param>
    internal sealed record Shown(bool HadToLoad, double SeenMs, double StoredMs);

    /// <summary>
    /// Presses keys as a reader does, and waits until the view that follows is there in stored tiles.
    /// </summary>
    internal async Task<Shown> Press(params string[] keys)
    {
        var times = await page.EvaluateAsync<JsonElement>("""
            async keys => {
                const frame = () => new Promise(requestAnimationFrame);
                const from = performance.now();
                for (const key of keys) window.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
                for (let frames = 0; frames < 4; frames++) await frame();
                for (let seen = 0, hadToLoad = false; ; await frame()) {
                    const now = performance.now();
                    if (now - from > 90_000) throw new Error('The view did not come.');
                    if (document.querySelector('.slide-pane')?.getAttribute('aria-busy') !== 'false') {
                        hadToLoad = true;
                        continue;
                    }
                    seen ||= now;
                    if (document.querySelector('.slide-preview') === null)
                        return { hadToLoad, seen: seen - from, stored: now - from };
                }
            }
            """, keys);
        return new Shown(times.GetProperty("hadToLoad").GetBoolean(), times.GetProperty("seen").GetDouble(),
            times.GetProperty("stored").GetDouble());
    }

    /// <summary>Some of the tiles' pixels, taken from all over the view, three bytes each.</summary>
    internal async Task<byte[]> Pixels() => Convert.FromBase64String(await page.EvaluateAsync<string>("""
        () => {
            const canvas = document.querySelector('.slide-stage canvas');
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            let text = '';
            for (let at = 0; at < data.length; at += 4 * 61)
                text += String.fromCharCode(data[at], data[at + 1], data[at + 2]);
            return btoa(text);
        }
        """));

    /// <summary>Whether the drawing over the tiles marks anything: parts that have not arrived, for one.</summary>
    internal Task<bool> IsMarked() => page.EvaluateAsync<bool>("""
        async () => {
            for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame);
            const canvas = document.querySelector('.slide-ink');
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            return data.some(value => value > 0);
        }
        """);

    /// <summary>Share of pixels in which two views of the same size differ by more than a decoder's rounding.</summary>
    internal static double Differing(byte[] before, byte[] after)
    {
        if (before.Length != after.Length) return 1;
        var unlike = 0;
        for (var at = 0; at < before.Length; at++)
            if (Math.Abs(before[at] - after[at]) > Unlike) unlike++;
        return (double)unlike / before.Length;
    }
}
